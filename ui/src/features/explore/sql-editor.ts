import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, sql, SQLDialect } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface SqlEditorOptions {
  text: string;
  label: string;
  /** Columns by table, for completion. */
  tables: Record<string, string[]>;
  onchange: (text: string) => void;
  onsend: () => void;
}

const clickHouse = SQLDialect.define({
  ...PostgreSQL.spec,
  keywords: `${PostgreSQL.spec.keywords ?? ''} final prewhere array asof any settings format sample with fill limit by`,
  builtin: 'uniqExact countIf sumIf avgIf quantile quantileExact toStartOfDay toStartOfWeek toStartOfMonth toDate toDateTime toString dateDiff addDays today now argMax argMin groupArray arrayJoin has hasAny multiIf coalesce',
});

/** Colours are the page's own variables, so that the editor follows its theme. */
const look = EditorView.theme({
  '&': { fontSize: '13px', border: '1px solid var(--line-strong)', borderRadius: '8px', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: "ui-monospace, 'SF Mono', 'JetBrains Mono', 'DejaVu Sans Mono', monospace", minHeight: '9rem', maxHeight: '24rem', lineHeight: '1.55' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--faint)', border: 'none', borderRadius: '8px 0 0 8px' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--sunken) 60%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--raised)', border: '1px solid var(--line)', borderRadius: '8px', color: 'var(--ink)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', color: 'inherit' },
});
const words = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent-ink)', fontWeight: '600' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  { tag: tags.comment, color: 'var(--faint)', fontStyle: 'italic' },
  { tag: tags.standard(tags.name), color: 'var(--accent-ink)' },
]);

/**
 * Opens the editor within a shadow root: there its style sheets are adopted ones, which the page's content security policy allows, and
 * none of them reaches the page.
 */
export function openSqlEditor(host: HTMLElement, { text, label, tables, onchange, onsend }: SqlEditorOptions): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const send = () => {
    onsend();
    return true;
  };
  return new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        highlightActiveLine(),
        EditorView.lineWrapping,
        sql({ dialect: clickHouse, schema: tables, upperCaseKeywords: true }),
        syntaxHighlighting(words),
        look,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        // Tab leaves the field: whoever works by keyboard must not be held in it.
        keymap.of([{ key: 'Mod-Enter', run: send }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
}
