import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { codeLook } from './code-look.js';

export interface CodeEditorOptions {
  text: string;
  /** Name for screen readers. */
  label: string;
  onchange: (text: string) => void;
  /** Ctrl or Cmd with Enter. */
  onsend?: (() => void) | undefined;
  /** The language, its completion, its lint. */
  extensions?: readonly Extension[];
  /** One line: no numbers, Enter does not break the line. */
  singleLine?: boolean;
  readOnly?: boolean;
  hint?: string;
  /** Heights such as `9rem`. */
  minHeight?: string;
  maxHeight?: string;
}

/**
 * Opens an editor within a shadow root: there its style sheets are adopted ones, which the page's content security policy allows, and
 * none of them reaches the page.
 */
export function openCodeEditor(host: HTMLElement, options: CodeEditorOptions): EditorView {
  const { text, label, onchange, onsend, extensions = [], singleLine = false, readOnly = false, hint, minHeight, maxHeight } = options;
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const send = (): boolean => {
    if (!onsend) return false;
    onsend();
    return true;
  };
  return new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        singleLine ? EditorState.transactionFilter.of((transaction) => (transaction.newDoc.lines > 1 ? [] : transaction)) : [lineNumbers(), highlightActiveLine()],
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ icons: false }),
        EditorView.lineWrapping,
        ...extensions,
        codeLook,
        EditorView.theme({ '.cm-scroller': { ...(minHeight ? { minHeight } : {}), ...(maxHeight ? { maxHeight } : {}) } }),
        EditorState.readOnly.of(readOnly),
        hint ? placeholder(hint) : [],
        // Told outright: what may be edited takes the focus anyway, but not every tool knows.
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        // Tab leaves the field: whoever works by keyboard must not be held in it.
        keymap.of([{ key: 'Mod-Enter', run: send }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
}
