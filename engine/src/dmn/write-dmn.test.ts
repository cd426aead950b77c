import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparableModel, type DmnExpression, type DmnModel } from './dmn-model.js';
import { addDiagram } from './diagram.js';
import { readDmn } from './read-dmn.js';
import { modelSource, readModel } from './testing/model-source.js';
import { writeDmn } from './write-dmn.js';

/** What XML can hold, quotes, ampersands and line ends included; names with white space as it is read. */
const text = fc.string({ unit: fc.constantFrom('a', 'Ж', '😀', '<', '>', '&', '"', "'", ']]>', '\n', '\r', '\t', ' ', '\u0085', '\u2028'), maxLength: 12 });
const name = fc.string({ unit: fc.constantFrom('a', 'Ж', '😀', '<', '&', '"', '__proto__'), minLength: 1, maxLength: 5 });
const item = fc.record({ name, id: fc.option(name, { nil: undefined }), typeRef: fc.option(name, { nil: undefined }) }, { requiredKeys: ['name'] });
const literal = fc.record({ kind: fc.constant('literal' as const), text });

const { expression } = fc.letrec<{ expression: DmnExpression }>((tie) => {
  const inner = tie('expression');
  return {
    // The shapes are those of the model; fast-check's own inference does not see it.
    expression: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      literal,
      fc.record({ kind: fc.constant('list' as const), items: fc.array(inner, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('context' as const), entries: fc.array(fc.record({ variable: item, expression: inner }), { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('conditional' as const), if: inner, then: inner, else: inner, description: text }),
      fc.record({ kind: fc.constant('filter' as const), in: inner, match: inner, typeRef: name }),
      fc.record({ kind: fc.constantFrom('for' as const, 'some' as const, 'every' as const), variable: name, in: inner, body: inner }),
      fc.record({ kind: fc.constant('function' as const), language: fc.constantFrom('FEEL' as const, 'Java' as const), parameters: fc.array(item, { maxLength: 2 }), body: inner }),
      fc.record({ kind: fc.constant('invocation' as const), called: inner, bindings: fc.array(fc.record({ parameter: item, expression: inner }), { maxLength: 2 }) }),
      fc.record({
        kind: fc.constant('decision-table' as const), hitPolicy: fc.constantFrom('UNIQUE' as const, 'RULE ORDER' as const), outputLabel: text,
        inputs: fc.constant([{ expression: { kind: 'literal' as const, text: 'x' } }]), outputs: fc.record({ name }).map((output) => [output]), annotations: fc.constant([{ name: 'note' }]),
        rules: fc.array(fc.record({ inputs: fc.constant([{ text: '< 5' }]), outputs: literal.map((output) => [output]), annotations: text.map((note) => [note]) }), { maxLength: 2 }),
      }),
    ) as fc.Arbitrary<DmnExpression>,
  };
});

function modelOf(body: DmnExpression): DmnModel {
  return { name: 'm', namespace: 'urn:m', imports: [], itemDefinitions: [], inputData: [], knowledgeModels: [], services: [], knowledgeSources: [], kept: [], decisions: [{ name: 'd', id: 'd', variable: { name: 'd' }, requiredDecisions: [], requiredInputs: [], requiredKnowledge: [], requiredAuthorities: [], expression: body }] };
}

function again(model: DmnModel): DmnModel {
  const written = writeDmn(model);
  if (!written.ok) throw new Error(written.error[0]!.message);
  const read = readDmn(written.value);
  if (!read.ok) throw new Error(`${read.error[0]!.message}\n${written.value}`);
  return read.value;
}

describe('written models', () => {
  it('read back equal, whatever their texts', () => {
    fc.assert(fc.property(expression, (body) => {
      const model = modelOf(body);
      expect(comparableModel(again(model))).toEqual(comparableModel(model));
    }), { numRuns: 300 });
  });

  it('keep diagrams and other elements as they stood', () => {
    const model = readModel('<textAnnotation id="t"><text>why &amp; how</text></textAnnotation><dmndi:DMNDI xmlns:dmndi="http://www.omg.org/spec/DMN/20180521/DMNDI/" xmlns:v="urn:vendor"><dmndi:DMNDiagram v:logo="x" id="g"/></dmndi:DMNDI>');
    const written = writeDmn(model);
    expect(written.ok && written.value).toContain('why &amp; how');
    expect(written.ok && written.value).toMatch(/<dmndi:DMNDiagram id="g" v:logo="x"\/>/);
    expect(written.ok && written.value).not.toContain('20180521/DMNDI');
    expect(again(again(model)).kept.map((element) => element.name)).toEqual(['textAnnotation', 'DMNDI']);
  });

  it('have a diagram of what needs what', () => {
    const model = addDiagram({ ...modelOf({ kind: 'literal', text: 'a' }), inputData: [{ name: 'a', id: 'a', variable: { name: 'a' } }] });
    model.decisions[0]!.requiredInputs.push({ href: '#a', id: 'r' });
    const edges = addDiagram({ ...model, kept: [] });
    const written = writeDmn(edges);
    expect(written.ok && written.value.match(/DMNShape id/g)).toHaveLength(2);
    expect(written.ok && written.value.match(/DMNEdge id/g)).toHaveLength(1);
    expect(addDiagram(edges)).toBe(edges);
  });

  it('are refused where XML cannot hold their texts', () => {
    expect(writeDmn(modelOf({ kind: 'literal', text: 'a\u0000b' }))).toMatchObject({ ok: false, error: [{ code: 'dmn-text-not-xml' }] });
    expect(writeDmn(modelOf({ kind: 'literal', text: '\ud800' }))).toMatchObject({ ok: false });
  });

  it('of old versions become 1.5', () => {
    const old = readDmn(modelSource('<inputData name="a"/>', 'name="m" namespace="urn:m"', 'http://www.omg.org/spec/DMN/20180521/MODEL/'));
    expect(old.ok && writeDmn(old.value)).toMatchObject({ ok: true, value: expect.stringContaining('20230324/MODEL/') as string });
  });
});
