import { describe, expect, it } from 'vitest';
import { makeFeelContext } from '../feel/runtime/feel-context.js';
import { compileDmn, type CompiledDmn } from './compile-dmn.js';
import { compileModel, decision, input, literal, readModel, table } from './testing/model-source.js';

const x = (steps?: number) => makeFeelContext({ nowMs: 0, timeZone: 'UTC', ...(steps === undefined ? {} : { steps }) });
function value(model: CompiledDmn, name: string, inputs: Record<string, unknown> = {}): unknown {
  const answer = model.evaluateDecision(name, inputs, x());
  if (!answer.ok) throw new Error(answer.error[0]!.message);
  return answer.value.value;
}
const one = (expression: string, inputs: Record<string, unknown> = {}, typeRef?: string): unknown =>
  value(compileModel(Object.keys(inputs).map((name) => input(name)).join('') + decision('d', expression, Object.keys(inputs).map((name) => `<${name}`), typeRef)), 'd', inputs);
const bkm = (name: string, parameters: string, body: string, needs = ''): string =>
  `<businessKnowledgeModel name="${name}" id="${name}"><variable name="${name}"/><encapsulatedLogic>${parameters}${body}</encapsulatedLogic>${needs}</businessKnowledgeModel>`;

describe('decision tables', () => {
  const rules = [['< 10', '"a"'], ['< 20', '"b"'], ['< 20', '"b"']];
  const policy = (name: string, n: number, output: { values?: string; fallback?: string } = {}) => one(table(name, ['n'], [output], rules), { n });

  it('settle hits by every hit policy', () => {
    expect(policy('', 15)).toBe(null);
    expect(policy('hitPolicy="UNIQUE"', 25)).toBe(null);
    expect(policy('', 25, { fallback: '"none"' })).toBe('none');
    expect(policy('hitPolicy="ANY"', 15)).toBe('b');
    expect(policy('hitPolicy="ANY"', 5)).toBe(null);
    expect(policy('hitPolicy="FIRST"', 5)).toBe('a');
    expect(policy('hitPolicy="PRIORITY"', 5, { values: '"b", "a"' })).toBe('b');
    expect(policy('hitPolicy="OUTPUT ORDER"', 5, { values: '"b", "a"' })).toEqual(['b', 'b', 'a']);
    expect(policy('hitPolicy="RULE ORDER"', 5)).toEqual(['a', 'b', 'b']);
    expect(policy('hitPolicy="COLLECT"', 15)).toEqual(['b', 'b']);
    expect(policy('hitPolicy="COLLECT" aggregation="COUNT"', 5)).toBe(3);
    expect(policy('hitPolicy="COLLECT" aggregation="MAX"', 5)).toBe('b');
    expect(one(table('hitPolicy="COLLECT" aggregation="SUM"', ['n'], [{}], [['-', '1'], ['> 0', 'n + 0.5'], ['< 0', '7']]), { n: 2 })).toBe(3.5);
    expect(one(table('hitPolicy="COLLECT" aggregation="SUM"', ['n'], [{}], [['-', '1'], ['-', '"x"']]), { n: 2 })).toBe(null);
  });

  it('make a context of several outputs, whatever their names', () => {
    expect(one(table('hitPolicy="FIRST"', ['n'], [{ name: 'risk level' }, { name: 'constructor' }], [['-', '"low"', 'n']]), { n: 1 })).toEqual({ 'risk level': 'low', constructor: 1 });
  });

  it('tell why a result is null', () => {
    const model = compileModel(input('n') + decision('d', table('', ['n'], [{}], rules), ['<n']));
    const answer = model.evaluateDecision('d', { n: 5 }, x());
    expect(answer.ok && answer.value.notes).toEqual(['Decision "d": rules 1 and 2 and 3 of a decision table with the hit policy UNIQUE hit together, so the result is null']);
  });
});

describe('types', () => {
  const types = `<itemDefinition name="tTree"><itemComponent name="label"><typeRef>string</typeRef></itemComponent><itemComponent name="parts" isCollection="true"><typeRef>tTree</typeRef></itemComponent></itemDefinition>
    <itemDefinition name="tGrade"><typeRef>string</typeRef><allowedValues><text>"A", "B"</text></allowedValues></itemDefinition>
    <itemDefinition name="tGrades" isCollection="true"><typeRef>tGrade</typeRef></itemDefinition>`;
  const hold = (given: unknown, type: string) => value(compileModel(types + input('i', type) + decision('d', literal('i'), ['<i'])), 'd', { i: given });

  it('turn values that do not conform into null, and singletons into what is asked for', () => {
    expect(hold('A', 'tGrade')).toBe('A');
    expect(hold('C', 'tGrade')).toBe(null);
    expect(hold(['A', 'B'], 'tGrades')).toEqual(['A', 'B']);
    expect(hold(['A', 'C'], 'tGrades')).toBe(null);
    expect(hold('A', 'tGrades')).toEqual(['A']);
    expect(hold(['A'], 'tGrade')).toBe('A');
    expect(hold(null, 'tGrades')).toBe(null);
  });

  it('may hold themselves', () => {
    const tree = { label: 'a', parts: [{ label: 'b', parts: [] }] };
    expect(hold(tree, 'tTree')).toEqual(tree);
    expect(hold({ label: 'a', parts: [{ label: 1, parts: [] }] }, 'tTree')).toBe(null);
  });

  it('that are nothing but each other are told of, and unknown ones too', () => {
    const model = compileModel(`<itemDefinition name="tA"><typeRef>tB</typeRef></itemDefinition><itemDefinition name="tB"><typeRef>tA</typeRef></itemDefinition>${input('i', 'tNone')}`);
    expect(model.faults.map(({ code }) => code)).toEqual(expect.arrayContaining(['dmn-type-cycle', 'dmn-unknown-type']));
  });

  it('read dates from JSON', () => {
    const model = compileModel(input('since', 'date') + decision('d', literal('since.year'), ['<since']));
    expect(value(model, 'd', model.inputsFromJson({ since: '2024-05-06' }))).toBe(2024);
  });
});

describe('what decisions need', () => {
  it('is evaluated once, however many ask', () => {
    const model = compileModel(decision('a', literal('for i in 1..100 return i')) + decision('b', literal('a'), ['a']) + decision('c', literal('count(a) + count(b)'), ['a', 'b']));
    const answer = (steps: number) => model.evaluateDecision('c', {}, x(steps));
    expect(answer(150)).toMatchObject({ ok: true, value: { value: 200 } });
    expect(answer(50)).toMatchObject({ ok: false, error: [{ code: 'dmn-step-limit' }] });
  });

  it('may be a long chain', () => {
    const length = 5_000;
    const links = Array.from({ length }, (_, n) => decision(`d${n}`, literal(n === length - 1 ? '1' : `d${n + 1} + 1`), n === length - 1 ? [] : [`d${n + 1}`]));
    expect(value(compileModel(links.join('')), 'd0')).toBe(length);
  });

  it('may not be itself', () => {
    const model = readModel(decision('a', literal('b'), ['b']) + decision('b', literal('a'), ['a']));
    expect(compileDmn(model)).toMatchObject({ ok: false, error: [{ code: 'dmn-cycle', message: expect.stringContaining('a → b → a') as string, path: expect.stringMatching(/^3:/) as string }] });
    const service = readModel(decision('a', literal('s()'), ['s()']) + '<decisionService name="s" id="s"><variable name="s"/><outputDecision href="#a"/></decisionService>');
    expect(compileDmn(service)).toMatchObject({ ok: false, error: [{ code: 'dmn-cycle' }] });
  });

  it('is told of where it is not there', () => {
    const model = compileModel(decision('a', literal('1'), ['gone']));
    expect(model.faults).toMatchObject([{ code: 'dmn-reference-unknown', message: expect.stringContaining('#gone') as string }]);
    expect(model.evaluateDecision('toString', {}, x())).toMatchObject({ ok: false, error: [{ code: 'dmn-unknown-decision' }] });
  });

  it('may have any name', () => {
    for (const name of ['__proto__', 'constructor', 'Größe', "Applicant's age", 'a+b', 'R', 'x', 'facts']) expect(one(literal(`${name} = 7`), { [name]: 7 })).toBe(true);
    expect(({} as Record<string, unknown>)['7']).toBe(undefined);
  });
});

describe('imports', () => {
  const lib = readModel(`<itemDefinition name="tAge"><typeRef>number</typeRef></itemDefinition>${input('age', 'tAge')}${decision('grown up', literal('age >= 18'), ['<age'])}${bkm('double', '<formalParameter name="n" typeRef="number"/>', literal('2 * n'))}`, 'name="lib" namespace="urn:lib"');
  const main = `<import name="lib" namespace="urn:lib" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>
    ${input('mine', 'lib.tAge')}<decision name="d" id="d"><variable name="d"/>
    <informationRequirement><requiredDecision href="urn:lib#grown up"/></informationRequirement><informationRequirement><requiredInput href="#mine"/></informationRequirement>
    <knowledgeRequirement><requiredKnowledge href="urn:lib#double"/></knowledgeRequirement>${literal('[lib.grown up, lib.double(mine)]')}</decision>`;

  it('bring types, decisions and knowledge models under their names', () => {
    const model = compileModel(main, [lib]);
    expect(model.faults).toEqual([]);
    expect(value(model, 'd', { age: 20, mine: 4 })).toEqual([true, 8]);
    expect(value(model, 'd', { 'urn:lib#age': 2, mine: 4 })).toEqual([false, 8]);
  });

  it('are refused where they are missing or go in a circle', () => {
    expect(compileDmn(readModel(main))).toMatchObject({ ok: false, error: [{ code: 'dmn-import-missing', path: '3:1' }] });
    const circle = (name: string, other: string) => readModel(`<import name="o" namespace="urn:${other}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>`, `name="${name}" namespace="urn:${name}"`);
    expect(compileDmn(circle('a', 'b'), { imports: [circle('b', 'a')] })).toMatchObject({ ok: false, error: [{ code: 'dmn-import-cycle' }] });
    expect(compileDmn(circle('a', 'a'))).toMatchObject({ ok: false, error: [{ code: expect.stringMatching(/^dmn-import/) as string }] });
  });
});

describe('functions', () => {
  it('call themselves, as deep as the cap allows', () => {
    const model = compileModel(input('n') + bkm('fact', '<formalParameter name="n" typeRef="number"/>', literal('if n <= 1 then 1 else n * fact(n - 1)')) + bkm('endless', '<formalParameter name="n"/>', literal('endless(n)')) + decision('d', literal('fact(n)'), ['<n', 'fact()']) + decision('e', literal('endless(1)'), ['endless()']));
    expect(value(model, 'd', { n: 10 })).toBe(3_628_800);
    expect(model.evaluateDecision('e', {}, x())).toMatchObject({ ok: false, error: [{ code: 'dmn-step-limit' }] });
    expect(model.evaluateKnowledgeModel('fact', { n: 4 }, x())).toMatchObject({ ok: true, value: { value: 24 } });
  });

  it('of Java and PMML are refused with a reason', () => {
    const model = compileModel(`<businessKnowledgeModel name="j" id="j"><variable name="j"/><encapsulatedLogic kind="Java"><context/></encapsulatedLogic></businessKnowledgeModel>${decision('d', literal('j(1)'), ['j()'])}`);
    expect(model.faults).toMatchObject([{ code: 'dmn-external-function', message: expect.stringContaining('Java') as string }]);
    expect(value(model, 'd')).toBe(null);
  });

  it('are services too, with inputs of their own', () => {
    const model = compileModel(input('a', 'number') + decision('b', literal('a + 1'), ['<a']) + decision('c', literal('b * 10'), ['b']) + decision('d', literal('[s(5), b]'), ['b', 's()']) + '<decisionService name="s" id="s"><variable name="s"/><outputDecision href="#c"/><encapsulatedDecision href="#b"/><inputData href="#a"/></decisionService>');
    expect(value(model, 'd', { a: 1 })).toEqual([60, 2]);
    expect(model.evaluateService('s', { a: 2 }, x())).toMatchObject({ ok: true, value: { value: 30 } });
  });
});
