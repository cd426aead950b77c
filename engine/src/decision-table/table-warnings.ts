import type { Fault } from '@arbiter/contracts';
import type { TableAnalysis } from './analyse-decision-table.js';
import type { CheckedDecisionTable } from './check-decision-table.js';

const mostOfAKind = 20;

/** What the analysis found, in words, at its places in the table. Overlaps are told only where the hit policy forbids them. */
export function tableWarnings(table: CheckedDecisionTable, analysis: TableAnalysis): Fault[] {
  const out: Fault[] = [];
  const name = (rule: number): string => (table.document.rules[rule]!.id === undefined ? `rule ${rule + 1}` : `rule "${table.document.rules[rule]!.id}"`);
  const some = <T>(list: readonly T[], path: string, code: string, one: (item: T) => Fault): void => {
    out.push(...list.slice(0, mostOfAKind).map(one));
    if (list.length > mostOfAKind) out.push({ path, code, message: `… and ${list.length - mostOfAKind} more of this kind` });
  };
  const lacksDefault = !table.outputs.some((output) => output.default);
  some(lacksDefault ? analysis.gaps : [], '/rules', 'gap', ({ words }) => ({ path: '/rules', code: 'gap', message: `No rule takes ${words}: add one, or give the outputs a default` }));
  some(analysis.overlaps.filter(({ conflict }) => conflict !== 'no'), '/rules', 'overlap', ({ rules: [a, b], conflict, outputs, words }) => ({
    path: `/rules/${b}`,
    code: 'overlap',
    message: `${capital(name(a))} and ${name(b)} both take ${words}${outputs === 'same' ? ', with the same outputs' : ''}; the hit policy ${table.document.hitPolicy} ${conflict === 'yes' ? 'forbids it' : 'forbids it where their outputs differ, which takes evaluating them'}`,
  }));
  some(analysis.unreachable, '/rules', 'unreachable-rule', ({ rule, reason }) => ({
    path: `/rules/${rule}`,
    code: 'unreachable-rule',
    message: reason === 'shadowed' ? `${capital(name(rule))} is never reached: other rules take all it accepts before it` : `${capital(name(rule))} never hits: one of its cells accepts no value that can come`,
  }));
  some(analysis.duplicates, '/rules', 'duplicate', ([a, b]) => ({ path: `/rules/${b}`, code: 'duplicate', message: `${capital(name(b))} has the same conditions as ${name(a)}` }));
  if (analysis.unknownCells.length > 0) {
    const [{ rule, input }] = analysis.unknownCells as [{ rule: number; input: number }];
    out.push({ path: `/rules/${rule}/inputs/${input}`, code: 'not-analysed', message: `${analysis.unknownCells.length} cells hold expressions whose values are not known beforehand (the first: ${table.document.rules[rule]!.inputs[input]!.slice(0, 80)}); gaps and overlaps are told without them` });
  }
  if (!analysis.complete) out.push({ path: '/rules', code: 'not-analysed', message: 'The table is too large to tell every gap and overlap; those that are told are true' });
  return out;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
