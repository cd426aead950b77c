import { snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { python, pythonLanguage } from '@codemirror/lang-python';
import { setDiagnostics, type Diagnostic } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

/** Modules of Python itself that code of a node may import everywhere. */
export const usualModules = ['math', 'cmath', 'statistics', 'datetime', 'calendar', 'decimal', 'fractions', 'numbers', 'json', 're', 'string', 'textwrap', 'itertools', 'functools', 'operator', 'collections', 'collections.abc', 'bisect', 'heapq', 'enum', 'dataclasses', 'typing', 'copy', 'hashlib', 'base64', 'binascii', 'zlib', 'unicodedata', 'difflib'] as const;

export interface PythonNames { inputs: readonly string[]; outputs: readonly string[]; libraries: readonly string[] }

/** Completion of a node's code: its inputs and outputs first, then modules after `import`, then what Python itself knows. */
export function completePython(names: () => PythonNames): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const { inputs, outputs, libraries } = names();
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const word = context.matchBefore(/[\p{L}_][\p{L}\p{N}_]*/u);
    if (/^\s*(import|from)\s+[\w.]*$/.test(before)) {
      return { from: word?.from ?? context.pos, options: [...libraries, ...usualModules].map((label): Completion => ({ label, type: 'namespace' })) };
    }
    if ((!word && !context.explicit) || /\.\s*[\w]*$/.test(before) || /["'#]/.test(before.slice(-1))) return null;
    return {
      from: word?.from ?? context.pos,
      options: [
        ...inputs.map((label): Completion => ({ label, type: 'variable', detail: '→', boost: 3 })),
        ...outputs.map((label): Completion => snippetCompletion(`${label} = \${}`, { label, type: 'property', detail: '←', boost: 2 })),
      ],
    };
  };
}

/** The language with its completion. */
export function pythonEditing(names: () => PythonNames): readonly Extension[] {
  return [python(), pythonLanguage.data.of({ autocomplete: completePython(names) })];
}

/** Faults of the code at their lines, which stand in their texts as `line 3`; those without one stand at the first line. */
export function markFaults(view: EditorView, faults: readonly { message: string; severity: 'fault' | 'warning' }[]): void {
  const { doc } = view.state;
  const diagnostics = faults.map(({ message, severity }): Diagnostic => {
    const number = Number(/\bline (\d+)\b/.exec(message)?.[1] ?? 1);
    const line = doc.line(Math.min(Math.max(1, number), doc.lines));
    return { from: line.from, to: line.to, severity: severity === 'fault' ? 'error' : 'warning', message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}
