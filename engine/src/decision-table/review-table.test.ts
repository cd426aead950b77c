import type { DecisionTableDocument } from '@arbiter/contracts';
import { expect, it } from 'vitest';
import { reviewTable } from './review-table.js';
import { ownTableScope } from './table-scope.js';

const table = (rows: [string, string][]): DecisionTableDocument => ({ hitPolicy: 'U', inputs: [{ expression: 'age', type: 'integer', allowed: '[0..100]' }], outputs: [{ name: 'limit' }], rules: rows.map(([input, output]) => ({ inputs: [input], outputs: [output] })) });
const review = (document: DecisionTableDocument) => reviewTable(document, { scope: ownTableScope(document), strict: false });

it('tells gaps and overlaps of the rules that are whole, by their places in the table', () => {
  const found = review(table([['< 18', ''], ['[20..40]', '1'], ['[[', '2'], ['>= 40', '3']]));
  expect(found.faults.map(({ path }) => path)).toEqual(['/rules/0/outputs/0', '/rules/2/inputs/0']);
  expect(found.leftOut).toEqual([0, 2]);
  expect(found.analysis!.gaps.map(({ tests }) => tests)).toContainEqual(['[0..19]']);
  expect(found.analysis!.overlaps).toMatchObject([{ rules: [1, 3], conflict: 'yes' }]);
  expect(found.names).toEqual(['age']);
});

it('tells only faults where the columns have some', () => {
  const document = { ...table([['-', '1']]), inputs: [{ expression: 'age +' }] };
  expect(review(document)).toMatchObject({ analysis: undefined, leftOut: [] });
  expect(review({ ...table([]), outputs: [] }).faults[0]!.code).toBe('wrong-shape');
});
