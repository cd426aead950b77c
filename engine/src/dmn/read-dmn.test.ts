import { describe, expect, it } from 'vitest';
import { modelNamespaces } from './dmn-namespaces.js';
import { readDmn } from './read-dmn.js';
import { readXml, xmlLimits } from './read-xml.js';
import { decision, input, literal, modelSource, readModel, table } from './testing/model-source.js';

function fault(source: string): { path: string; code: string; message: string } {
  const read = readDmn(source);
  if (read.ok) throw new Error('read without a fault');
  return read.error[0]!;
}

describe('XML', () => {
  it('keeps texts, attributes and positions', () => {
    const read = readXml('<a xmlns="u" xmlns:p="v">\n  <b x="1&#10;2" p:y="2">t<![CDATA[<x>]]>&amp;</b></a>');
    if (!read.ok) throw new Error(read.error[0]!.message);
    const [b] = read.value.children;
    expect(b).toMatchObject({ name: 'b', namespace: 'u', text: 't<x>&', at: { line: 2, column: 3 } });
    expect([...b!.attributes]).toEqual([['x', '1\n2']]);
    expect([...b!.foreignAttributes]).toEqual([['{v}y', '2']]);
  });

  it('refuses document types, so that no entity is ever expanded', () => {
    const bomb = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}">]><definitions>&c;</definitions>`;
    expect(fault(bomb)).toMatchObject({ code: 'xml-doctype', path: expect.stringMatching(/^1:\d+$/) as string });
    expect(fault('<!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>')).toMatchObject({ code: 'xml-doctype' });
    expect(fault('<definitions>&unknown;</definitions>')).toMatchObject({ code: 'xml-malformed' });
  });

  it('refuses what is nested too deep, too large or broken, at its place', () => {
    expect(fault('<a>'.repeat(100_000))).toMatchObject({ code: 'xml-too-deep', path: `1:${3 * xmlLimits.depth + 1}` });
    expect(fault(`<a>${' '.repeat(10_000_000)}</a>`)).toMatchObject({ code: 'xml-too-large' });
    expect(fault('<a>\n  <b></c>\n</a>')).toMatchObject({ code: 'xml-malformed', path: expect.stringMatching(/^2:/) as string });
    expect(fault('')).toMatchObject({ code: 'xml-malformed' });
    expect(fault('{"json": true}')).toMatchObject({ code: 'xml-malformed' });
    expect(fault('<p:a/>')).toMatchObject({ code: 'xml-malformed' });
  });

  it('reads long files in a time that grows with their length', () => {
    const rules = Array.from({ length: 5_000 }, (_, row) => [String(row), `"${row}"`]);
    const read = readDmn(modelSource(decision('t', table('', ['x'], [{}], rules))));
    expect(read.ok && read.value.decisions[0]!.expression).toMatchObject({ kind: 'decision-table', rules: { length: 5_000 } });
  });
});

describe('models', () => {
  it('are read in every version of the standard', () => {
    for (const uri of Object.keys(modelNamespaces)) expect(readDmn(modelSource(input('a', 'number'), 'name="m" namespace="urn:m"', uri))).toMatchObject({ ok: true, value: { inputData: [{ name: 'a', variable: { typeRef: 'number' } }] } });
  });

  it('are read with prefixes, and type names without', () => {
    const source = `<dmn:definitions xmlns:dmn="http://www.omg.org/spec/DMN/20151101/dmn.xsd" xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:own="urn:m" xmlns:other="urn:o" name="m" namespace="urn:m">
      <dmn:import name="lib" namespace="urn:o" importType="http://www.omg.org/spec/DMN/20151101/dmn.xsd"/>
      <dmn:inputData name="a"><dmn:variable name="a" typeRef="feel:number"/></dmn:inputData>
      <dmn:inputData name="b"><dmn:variable name="b" typeRef="own:tB"/></dmn:inputData>
      <dmn:inputData name="c"><dmn:variable name="c" typeRef="other:tC"/></dmn:inputData></dmn:definitions>`;
    expect(readDmn(source)).toMatchObject({ ok: true, value: { inputData: [{ variable: { typeRef: 'number' } }, { variable: { typeRef: 'tB' } }, { variable: { typeRef: 'lib.tC' } }] } });
  });

  it('keep names with spaces and signs, white space made one', () => {
    expect(readModel(input('  Monthly \n  Salary ')).inputData[0]!.name).toBe('Monthly Salary');
    expect(readModel(input('__proto__')).inputData[0]!.name).toBe('__proto__');
  });

  it('tell faults at line and column', () => {
    expect(fault(modelSource(`${input('a')}\n<inputData name="a"/>`))).toMatchObject({ code: 'dmn-duplicate-name', path: '4:1', message: expect.stringContaining('"a"') as string });
    expect(fault(modelSource('<inputData/>'))).toMatchObject({ code: 'dmn-name-missing', path: '3:1' });
    expect(fault(modelSource(decision('d', table('hitPolicy="BEST"', ['x'], [{}], []))))).toMatchObject({ code: 'dmn-hit-policy', message: expect.stringContaining('UNIQUE, FIRST') as string });
    expect(fault(modelSource(decision('d', table('', ['x', 'y'], [{}], [['1', '2']]))))).toMatchObject({ code: 'dmn-rule-width' });
    expect(fault(modelSource(decision('d', literal('1') + literal('2'))))).toMatchObject({ code: 'dmn-repeated-element' });
    expect(fault(modelSource(decision('d', '<conditional><if/></conditional>')))).toMatchObject({ code: 'dmn-expression-missing' });
    expect(fault(modelSource('', 'name="m"'))).toMatchObject({ code: 'dmn-namespace-missing' });
    expect(fault('<project xmlns="http://maven.apache.org/POM/4.0.0"/>')).toMatchObject({ code: 'dmn-not-a-model', path: '1:1' });
  });

  it('tell at most a hundred faults', () => {
    const read = readDmn(modelSource('<inputData/>'.repeat(1_000)));
    expect(read.ok ? 0 : read.error.length).toBe(100);
  });
});
