import { snippet, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { StreamLanguage } from '@codemirror/language';
import { linter, type Diagnostic } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { ValueSpec } from '@arbiter/contracts';
import { feelTypeOf } from '@arbiter/engine/strategy-data-model/feel-types';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import { checkExpression, type FeelFindings, type FeelProblem, type FeelQuestion } from './feel-check.js';
import { feelOffers, type FeelOffer } from './feel-completion.js';
import { functionTexts, keywordTexts } from './feel-functions.js';
import { faultInWords, typeInWords } from './feel-words.js';

/** Whoever holds the editor: asked anew at every check, so that names may come and go while it is open. */
export interface FeelHost {
  question: () => FeelQuestion;
  /** Called after each check with what the engine made of the text. */
  onfindings: (findings: FeelFindings) => void;
}

const words = new Set(['if', 'then', 'else', 'for', 'in', 'return', 'some', 'every', 'satisfies', 'and', 'or', 'not', 'between', 'instance', 'of', 'function', 'external']);
const constants: Readonly<Record<string, string>> = { true: 'bool', false: 'bool', null: 'null' };

const language = StreamLanguage.define<{ comment: boolean; dot: boolean }>({
  name: 'feel',
  startState: () => ({ comment: false, dot: false }),
  token(stream, state) {
    if (state.comment) {
      state.comment = !stream.match(/.*?\*\//);
      if (state.comment) stream.skipToEnd();
      return 'comment';
    }
    if (stream.eatSpace()) return null;
    const afterDot = state.dot;
    state.dot = false;
    if (stream.match('//')) return stream.skipToEnd(), 'comment';
    if (stream.match('/*')) return (state.comment = true), 'comment';
    if (stream.match(/^@?"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/^\d+(\.\d+)?(e[+-]?\d+)?|^\.\d+/i)) return 'number';
    const word = stream.match(/^[\p{L}_][\p{L}\p{N}_]*/u) as RegExpMatchArray | null;
    if (word) {
      if (afterDot) return 'propertyName';
      if (words.has(word[0])) return 'keyword';
      if (Object.hasOwn(constants, word[0])) return constants[word[0]]!;
      return stream.match(/^(?:\s[a-z]+){0,4}\s*\(/, false) && stream.match(/^\s*\(/, false) ? 'variableName.function' : 'variableName';
    }
    state.dot = stream.peek() === '.';
    stream.next();
    return 'operator';
  },
  languageData: { commentTokens: { line: '//', block: { open: '/*', close: '*/' } }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
});

/** What is wrong, in the reader's words. */
export function problemInWords(problem: FeelProblem): string {
  if (problem.kind === 'fault') return faultInWords(problem.message, i18n.language);
  if (problem.kind === 'hint') return t(`studioFields.hint-${problem.hint.kind}`, { found: problem.hint.found, instead: problem.hint.instead.trim() });
  return t('studioFields.expectedType', { wanted: typeInWords(problem.wanted, i18n.language), found: typeInWords(problem.found, i18n.language) });
}

function diagnosticOf(problem: FeelProblem, length: number): Diagnostic {
  const from = Math.min(problem.start, length);
  const to = Math.min(Math.max(problem.end, from), length);
  const replace = problem.kind === 'hint' ? problem.hint.instead : null;
  return {
    from: from === to && from > 0 ? from - 1 : from,
    to,
    severity: 'error',
    message: problemInWords(problem),
    ...(replace === null ? {} : { actions: [{ name: t('studioFields.replaceWith', { text: replace.trim() }), apply: (view: EditorView, start: number, end: number) => view.dispatch({ changes: { from: start, to: end, insert: replace } }) }] }),
  };
}

const typeOfSpec = (spec: ValueSpec): string => (spec.type === 'integer' ? t('studioFields.type-integer') : typeInWords(feelTypeOf(spec), i18n.language));

function info(title: string, lines: readonly string[]): () => Node {
  return () => {
    const box = document.createElement('div');
    for (const [index, line] of [title, ...lines].entries()) {
      const part = document.createElement(index === 0 ? 'code' : 'p');
      part.className = index === 0 ? 'cm-feel-signature' : 'cm-feel-text';
      part.textContent = line;
      box.append(part);
    }
    return box;
  };
}

function completionOf(offer: FeelOffer): Completion {
  switch (offer.kind) {
    case 'value': return { label: offer.literal, type: 'constant', boost: 90 };
    case 'keyword': {
      const known = keywordTexts.find(({ label }) => label === offer.label)!;
      return { label: offer.label, type: 'keyword', detail: known.text[i18n.language], apply: snippet(known.insert.replace('#', '${}')), boost: -5 };
    }
    case 'function':
      return { label: offer.name, type: 'function', apply: snippet(offer.signatures[0]!.endsWith('()') ? `${offer.name}()` : `${offer.name}(\${})`), detail: `(${offer.signatures[0]!.slice(offer.name.length + 1)}`, info: info(offer.signatures.join('\n'), [functionTexts[offer.name]?.[i18n.language] ?? '']), boost: -10 };
    default: {
      const { title, spec } = offer;
      const values = spec.values ? [t('studioFields.allowedAre', { values: spec.values.slice(0, 12).map(String).join(', ') + (spec.values.length > 12 ? ', …' : '') })] : [];
      const details = [...(title === undefined ? [] : [title]), ...values];
      return { label: offer.name, type: 'variable', detail: `${typeOfSpec(spec)}${title === undefined ? '' : ` · ${title}`}`, boost: offer.kind === 'field' || offer.part === 'local' ? 50 : 20, ...(details.length > 0 ? { info: info(`${offer.name}: ${typeOfSpec(spec)}`, details) } : {}) };
    }
  }
}

function completions(host: FeelHost): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const { scope, input } = host.question();
    const source = context.state.doc.toString();
    const found = feelOffers(source, context.pos, scope, input);
    if (!found) return null;
    const typed = source.slice(found.from, context.pos);
    const narrow = found.offers.some(({ kind }) => kind === 'value' || kind === 'field');
    if (typed === '' && !context.explicit && !narrow) return null;
    const offers = typed === '' && narrow && !context.explicit ? found.offers.filter(({ kind }) => kind === 'value' || kind === 'field') : found.offers;
    // Within quotes the closing one that the editor has set is replaced too.
    const to = typed.startsWith('"') && source[context.pos] === '"' ? context.pos + 1 : context.pos;
    return { from: found.from, to, options: offers.map(completionOf), ...(typed.includes(' ') ? {} : { validFor: typed.startsWith('"') ? /^"[^"]*$/ : /^[\p{L}\p{N}_]*$/u }) };
  };
}

/** The language with its completion and check. Completion is local; the check waits until the keys rest. */
export function feelEditing(host: FeelHost): readonly Extension[] {
  const source = completions(host);
  return [
    language,
    EditorState.languageData.of(() => [{ autocomplete: source }]),
    linter(
      (view) => {
        const text = view.state.doc.toString();
        const findings = checkExpression(text, host.question());
        host.onfindings(findings);
        return findings.problems.map((problem) => diagnosticOf(problem, text.length));
      },
      { delay: 250 },
    ),
    EditorView.theme({
      '.cm-content': { paddingRight: '5.5rem' },
      '.cm-feel-signature': { display: 'block', whiteSpace: 'pre-wrap', fontSize: '12px', fontWeight: '600' },
      '.cm-feel-text': { margin: '4px 0 0', fontFamily: 'inherit', whiteSpace: 'normal' },
      '.cm-completionInfo': { maxWidth: '22rem', padding: '8px 10px', fontFamily: 'Inter Variable, system-ui, sans-serif' },
      '.cm-completionDetail': { color: 'var(--muted)', fontStyle: 'normal', marginLeft: '0.75em' },
      '.cm-tooltip-autocomplete > ul > li': { display: 'flex', justifyContent: 'space-between', padding: '3px 8px' },
      '.cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail': { color: 'inherit' },
      '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
      '.cm-diagnosticAction': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)', borderRadius: '6px', padding: '2px 8px' },
    }),
  ];
}
