import { expect, it } from 'vitest';
import { compileDecisionTable } from '../../decision-table/compile-decision-table.js';
import { compileFeel } from '../../feel/compile-feel.js';
import { feelTypeOf } from '../../strategy-data-model/feel-types.js';
import { decision, input, literal, modelSource, table } from '../testing/model-source.js';
import { importDmnAsItems, type DmnItems } from './import-items.js';
import { writeItemsAsDmn } from './write-items.js';

function taken(elements: string): DmnItems {
  const items = importDmnAsItems(modelSource(elements));
  if (!items.ok) throw new Error(items.error[0]!.message);
  return items.value;
}
const scopeOf = (fields: DmnItems['inputs']) => new Map(fields.map((field) => [field.name, feelTypeOf(field)]));

/** Evaluates items one after another, as a strategy does. */
function evaluate({ items }: DmnItems, inputs: Record<string, unknown>): Record<string, unknown> {
  const facts: Record<string, unknown> = { ...inputs };
  for (const item of items) {
    const scope = scopeOf(item.inputs);
    if (item.kind === 'calculation') {
      const compiled = compileFeel(item.expression, { scope, strict: true });
      if (!compiled.ok) throw new Error(compiled.error[0]!.message);
      facts[item.name] = compiled.value(facts);
    } else {
      const compiled = compileDecisionTable(item.document, { scope });
      if (!compiled.ok) throw new Error(compiled.error[0]!.message);
      const outcome = compiled.value.run(facts);
      facts[item.name] = outcome.value;
    }
  }
  return facts;
}

const loans =
  `<itemDefinition name="tApplicant"><itemComponent name="Monthly Salary"><typeRef>number</typeRef></itemComponent><itemComponent name="grade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues></itemComponent></itemDefinition>` +
  input('the Applicant', 'tApplicant') +
  input('the_Applicant', 'number') +
  decision('Yearly pay', literal('for n in 1..1 return the Applicant.Monthly  Salary * 12'), ['<the Applicant']) +
  decision('Loan offer', table('hitPolicy="FIRST"', ['the Applicant.Monthly Salary', 'Yearly pay[1]'], [{ name: 'max sum', fallback: '0' }, { name: 'note' }], [['> 1000', '-', 'Yearly pay[1] * 2', '"rich"'], ['-', '< 100', '1', '"poor"']]), ['<the Applicant', 'Yearly pay']);

it('takes tables and calculations over, with names that a data model allows', () => {
  const items = taken(loans);
  expect(items.notTaken).toEqual([]);
  expect(items.renamed).toEqual(expect.arrayContaining([{ from: 'the Applicant', to: 'the_Applicant_2' }, { from: 'Monthly Salary', to: 'Monthly_Salary' }, { from: 'Loan offer', to: 'Loan_offer' }, { from: 'max sum', to: 'max_sum' }]));
  expect(items.inputs[0]).toEqual({ name: 'the_Applicant_2', title: 'the Applicant', type: 'object', fields: [{ name: 'Monthly_Salary', title: 'Monthly Salary', type: 'number' }, { name: 'grade', type: 'string', values: ['A', 'B'] }] });
  expect(items.items.map(({ kind, name }) => [kind, name])).toEqual([['calculation', 'Yearly_pay'], ['decision-table', 'Loan_offer']]);
  expect(items.items[0]).toMatchObject({ expression: 'for n in 1..1 return the_Applicant_2.Monthly_Salary * 12' });
  expect(evaluate(items, { the_Applicant_2: { Monthly_Salary: 2000, grade: 'A' } })).toMatchObject({ Loan_offer: { max_sum: 48_000, note: 'rich' } });
  expect(evaluate(items, { the_Applicant_2: { Monthly_Salary: 500, grade: 'A' } })).toMatchObject({ Loan_offer: { max_sum: 0, note: null } });
});

it('puts knowledge models into the expressions that call them, and arguments into their tables', () => {
  const items = taken(
    input('a') +
      `<businessKnowledgeModel name="grow by" id="k"><variable name="grow by"/><encapsulatedLogic><formalParameter name="p q"/>${literal('p q * 2')}</encapsulatedLogic></businessKnowledgeModel>` +
      `<businessKnowledgeModel name="band" id="t"><variable name="band"/><encapsulatedLogic><formalParameter name="n"/>${table('', ['n'], [{}], [['< 10', '"low"'], ['>= 10', '"high"']])}</encapsulatedLogic></businessKnowledgeModel>` +
      `<decision name="d" id="d"><variable name="d"/><informationRequirement><requiredInput href="#a"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#k"/></knowledgeRequirement>${literal('grow by(a) + grow by(p q: 1)')}</decision>` +
      `<decision name="e" id="e"><variable name="e"/><informationRequirement><requiredInput href="#a"/></informationRequirement><knowledgeRequirement><requiredKnowledge href="#t"/></knowledgeRequirement><invocation>${literal('band')}<binding><parameter name="n"/>${literal('a * 3')}</binding></invocation></decision>`,
  );
  expect(items.notTaken).toEqual([]);
  const decisions = { ...items, items: items.items.filter(({ name }) => name !== 'band') };
  expect(evaluate(decisions, { a: 4 })).toMatchObject({ d: 10, e: 'high' });
});

it('tells at its place what is left behind', () => {
  const items = taken(
    input('a') +
      decision('d', `<context><contextEntry><variable name="x"/>\n${table('', ['a'], [{}], [['1', '2']])}</contextEntry></context>`, ['<a']) +
      decision('e', '<functionDefinition kind="PMML"/>') +
      decision('f', table('', ['unheard'], [{}], [['1', '2']])) +
      '<decisionService name="s" id="s"><variable name="s"/><outputDecision href="#d"/></decisionService>',
  );
  expect(items.notTaken.map(({ path, message }) => `${path} ${message}`)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^4:1 .*"d".*decision table inside/) as string, expect.stringMatching(/^\d+:\d+ .*PMML/) as string, expect.stringMatching(/^\d+:\d+ .*unheard/) as string, expect.stringMatching(/"s" is not taken over/) as string]),
  );
  expect(importDmnAsItems('<a/>')).toMatchObject({ ok: false, error: [{ code: 'dmn-not-a-model' }] });
});

it('writes decisions of the product as DMN that is taken over again as it was', () => {
  const document = { name: 'Offer', hitPolicy: 'P', inputs: [{ expression: 'client.income', label: 'Income', type: 'number', allowed: '>= 0' }, { expression: 'days', type: 'number' }], outputs: [{ name: 'offer', type: 'string', values: ['"gold"', '"plain"'], default: '"none"' }], rules: [{ inputs: ['> 5', '-'], outputs: ['"plain"'], annotation: 'a & b <c>' }, { inputs: ['-', '[1..3]'], outputs: ['"gold"'] }] } as const;
  const written = writeItemsAsDmn({
    name: 'Offers',
    namespace: 'urn:offers',
    inputs: [{ name: 'client', type: 'object', fields: [{ name: 'income', type: 'number', min: 0, max: 1e6 }, { name: 'tags', type: 'list', items: { type: 'string' } }] }, { name: 'since', type: 'date', values: ['2024-01-01'] }],
    decisions: [
      { kind: 'calculation', name: 'days', expression: 'if since = null then 0 else 2', result: { type: 'number' } },
      { kind: 'decision-table', name: 'offer', title: 'Offer', document: JSON.parse(JSON.stringify(document)) as never, result: { type: 'string' } },
    ],
  });
  if (!written.ok) throw new Error(written.error[0]!.message);
  expect(written.value).toContain('<dmndi:DMNShape');
  const items = importDmnAsItems(written.value);
  if (!items.ok) throw new Error(items.error[0]!.message);
  expect(items.value.notTaken).toEqual([]);
  expect(items.value.renamed).toEqual([]);
  expect(items.value.inputs).toEqual([{ name: 'client', type: 'object', fields: [{ name: 'income', type: 'number', min: 0, max: 1e6 }, { name: 'tags', type: 'list', items: { type: 'string' } }] }, { name: 'since', type: 'date', values: ['2024-01-01'] }]);
  expect(evaluate(items.value, { client: { income: 10, tags: [] }, since: null })).toMatchObject({ days: 0, offer: 'plain' });
  const [, offer] = items.value.items;
  expect(offer?.kind === 'decision-table' && { ...offer.document, name: 'Offer', rules: offer.document.rules.map(({ inputs, outputs, annotation }) => ({ inputs, outputs, ...(annotation === undefined ? {} : { annotation }) })) }).toEqual(document);
});
