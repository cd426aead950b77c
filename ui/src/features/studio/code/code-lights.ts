import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

interface Part { from: number; to: number }

const light = StateEffect.define<readonly Part[]>();
const lit = Decoration.line({ class: 'cm-lit' });

const lights = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(light)) continue;
      const { doc } = transaction.state;
      const lines: Range<Decoration>[] = [];
      for (const { from, to } of effect.value) {
        if (from > doc.length) continue;
        for (let line = doc.lineAt(from); ; line = doc.line(line.number + 1)) {
          lines.push(lit.range(line.from));
          if (line.to >= Math.min(to, doc.length) || line.number === doc.lines) break;
        }
      }
      next = Decoration.set(lines, true);
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Code keeps its lines: a narrow panel scrolls. */
const look = EditorView.theme({ '.cm-content.cm-lineWrapping': { whiteSpace: 'pre', overflowWrap: 'normal', wordBreak: 'normal', flexShrink: '0' }, '&': { fontSize: '12px' }, '.cm-line.cm-lit': { backgroundColor: 'var(--accent-soft)', boxShadow: 'inset 3px 0 0 var(--accent)' } });

/** Lights up parts of a code; `onat` is told where whoever reads has put the cursor, by pointer or keyboard. */
export const codeLights = (onat: (position: number) => void): Extension => [
  lights,
  look,
  EditorView.updateListener.of((update) => {
    if (update.selectionSet && update.transactions.some((transaction) => transaction.isUserEvent('select'))) onat(update.state.selection.main.head);
  }),
];

/** Marks parts of the code; `scroll` brings the first one into sight. */
export function lightUp(view: EditorView, parts: readonly Part[], scroll: boolean): void {
  const [first] = parts;
  view.dispatch({ effects: [light.of(parts), ...(scroll && first && first.from <= view.state.doc.length ? [EditorView.scrollIntoView(first.from, { y: 'start', yMargin: 24 })] : [])] });
}
