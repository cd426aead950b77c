import { describe, expect, it } from 'vitest';
import { modelScorer } from '../model-runtime.js';
import { importPmml } from './import-pmml.js';

const head = `<PMML xmlns="http://www.dmg.org/PMML-4_4" version="4.4"><DataDictionary>
<DataField name="department" optype="categorical" dataType="string"/><DataField name="age" optype="continuous" dataType="integer"/>
<DataField name="income" optype="continuous" dataType="double"><Interval closure="openClosed" leftMargin="-1" rightMargin="100000"/></DataField></DataDictionary>`;
const schema = (income = '') => `<MiningSchema><MiningField name="department"/><MiningField name="age"/><MiningField name="income" ${income}/></MiningSchema>`;
const simple = (field: string, operator: string, value?: string) => `<SimplePredicate field="${field}" operator="${operator}"${value === undefined ? '' : ` value="${value}"`}/>`;
const bin = (points: number, predicate: string, code?: string) => `<Attribute partialScore="${points}"${code ? ` reasonCode="${code}"` : ''}>${predicate}</Attribute>`;
const card = (income = '') => `${head}<Scorecard modelName="limits" functionName="regression" initialScore="10" useReasonCodes="true" reasonCodeAlgorithm="pointsBelow">${schema(income)}
<LocalTransformations><DerivedField name="monthly" optype="continuous" dataType="double"><Apply function="/"><FieldRef field="income"/><Constant dataType="double">12</Constant></Apply></DerivedField></LocalTransformations>
<Characteristics>
<Characteristic name="department" reasonCode="RC1" baselineScore="19">${bin(-9, simple('department', 'isMissing'))}${bin(19, simple('department', 'equal', 'marketing'))}${bin(3, '<SimpleSetPredicate field="department" booleanOperator="isIn"><Array n="2" type="string">engineering "general business"</Array></SimpleSetPredicate>')}${bin(0, '<True/>')}</Characteristic>
<Characteristic name="age" reasonCode="RC2" baselineScore="18">${bin(-1, simple('age', 'isMissing'))}${bin(-3, simple('age', 'lessOrEqual', '18'), 'RC2_1')}${bin(12, `<CompoundPredicate booleanOperator="and">${simple('age', 'greaterThan', '18')}${simple('age', 'lessOrEqual', '39')}</CompoundPredicate>`)}${bin(18, simple('age', 'greaterThan', '39'))}</Characteristic>
<Characteristic name="income" reasonCode="RC3" baselineScore="10">${bin(5, simple('monthly', 'isMissing'))}${bin(26, simple('monthly', 'lessOrEqual', '1000'))}<Attribute><True/><ComplexPartialScore><Apply function="-"><Constant>10</Constant><Apply function="*"><Constant>0.001</Constant><FieldRef field="monthly"/></Apply></Apply></ComplexPartialScore></Attribute></Characteristic>
</Characteristics></Scorecard></PMML>`;
const scorer = (source: string) => {
  const model = importPmml(source);
  if (!model.ok) throw new Error(JSON.stringify(model.error));
  return modelScorer(model.value);
};
const refused = (source: string) => {
  const result = importPmml(source);
  return result.ok ? 'read' : `${result.error[0]!.path} ${result.error[0]!.code}`;
};

describe('PMML scorecards', () => {
  it('add points and rank reasons by what is lost against the baselines', () => {
    const { run } = scorer(card());
    // 10 + 3 + 12 + (10 - 0.001 · 2000)
    expect(run(['general business', 30, 24_000])).toMatchObject({ score: 33, reasonCodes: ['RC1', 'RC2', 'RC3'], contributions: [{ contribution: 16 }, { contribution: 6 }, { contribution: 2 }] });
    expect(run(['marketing', 18, 100])).toMatchObject({ score: 10 + 19 - 3 + 26, reasonCodes: ['RC2_1', 'RC1'] });
    expect(run([null, null, null])).toMatchObject({ score: 10 - 9 - 1 + 5 });
  });

  it('treat invalid values, outliers and missing ones as the mining schema says', () => {
    expect(() => scorer(card()).score(['x', 1, -1])).toThrow(/"income" is -1/);
    expect(scorer(card('invalidValueTreatment="asMissing"')).score(['x', 40, -1])).toBe(10 + 0 + 18 + 5);
    expect(scorer(card('missingValueReplacement="24000"')).score(['x', 40, null])).toBe(10 + 0 + 18 + 8);
    expect(scorer(card('outliers="asExtremeValues" lowValue="0" highValue="24000"')).score(['x', 40, 90_000])).toBe(10 + 0 + 18 + 8);
  });

  it('are refused at line and column where they are hostile or not understood', () => {
    expect(refused('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><PMML version="4.4">&b;</PMML>')).toMatch(/^1:\d+ xml-doctype/);
    expect(refused(`<PMML version="4.4">${'<a>'.repeat(100_000)}`)).toMatch(/xml-too-deep/);
    expect(refused('<PMML version="4.4">')).toMatch(/xml-malformed/);
    expect(refused('<html/>')).toBe('1:1 pmml-wrong-file');
    expect(refused('<PMML version="3.2"/>')).toBe('1:1 pmml-wrong-file');
    expect(refused(card().replace('field="monthly" operator="lessOrEqual"', 'field="yearly" operator="lessOrEqual"'))).toMatch(/^\d+:\d+ pmml-unknown-field/);
    expect(refused(card().replace('function="/"', 'function="system"'))).toMatch(/^\d+:\d+ pmml-unsupported/);
    expect(refused(card().replace('partialScore="19"', 'partialScore="much"'))).toMatch(/^\d+:\d+ pmml-wrong-value/);
    expect(refused(`${head}<NeuralNetwork/></PMML>`)).toMatch(/^3:\d+ pmml-unsupported/);
    expect(refused(`${head}<constructorModel/></PMML>`)).toMatch(/pmml-unsupported/);
  });
});

describe('PMML trees', () => {
  const tree = (attributes: string, nodes: string) => `${head}<TreeModel functionName="regression" ${attributes}>${schema()}${nodes}</TreeModel></PMML>`;
  const nodes = `<Node id="r" score="1" defaultChild="b"><True/><Node id="a" score="2">${simple('age', 'lessThan', '30')}</Node><Node id="b" score="3"><CompoundPredicate booleanOperator="or">${simple('age', 'greaterOrEqual', '60')}${simple('department', 'equal', 'it')}</CompoundPredicate></Node></Node>`;
  it.each<[string, (number | null)[]]>([
    ['missingValueStrategy="none"', [2, null, 3, 3, null, 3]],
    ['missingValueStrategy="none" noTrueChildStrategy="returnLastPrediction"', [2, 1, 3, 3, 1, 3]],
    ['missingValueStrategy="nullPrediction"', [2, null, 3, 3, null, null]],
    ['missingValueStrategy="lastPrediction"', [2, null, 3, 3, 1, 1]],
    ['missingValueStrategy="defaultChild"', [2, null, 3, 3, 3, 3]],
  ])('with %s', (attributes, expected) => {
    const { score } = scorer(tree(attributes, nodes));
    const rows = [['hr', 29, 1], ['hr', 30, 1], ['hr', 60, 1], ['it', 40, 1], ['hr', null, 1], ['it', null, 1]];
    expect(rows.map((row) => score(row))).toEqual(expected);
  });
});
