import { readDmn } from '../read-dmn.js';
import { compileDmn, type CompiledDmn } from '../compile-dmn.js';
import type { DmnModel } from '../dmn-model.js';

/** A file of DMN 1.5 around these elements. */
export function modelSource(elements: string, attributes = 'name="m" namespace="urn:m"', uri = 'https://www.omg.org/spec/DMN/20230324/MODEL/'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<definitions xmlns="${uri}" ${attributes}>\n${elements}\n</definitions>`;
}

export function readModel(elements: string, attributes?: string): DmnModel {
  const read = readDmn(modelSource(elements, attributes));
  if (!read.ok) throw new Error(read.error.map(({ message }) => message).join('\n'));
  return read.value;
}

export function compileModel(elements: string, imports: readonly DmnModel[] = []): CompiledDmn {
  const compiled = compileDmn(readModel(elements), { imports });
  if (!compiled.ok) throw new Error(compiled.error.map(({ message }) => message).join('\n'));
  return compiled.value;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const literal = (text: string, typeRef?: string): string => `<literalExpression${typeRef === undefined ? '' : ` typeRef="${escape(typeRef)}"`}><text>${escape(text)}</text></literalExpression>`;

export const input = (name: string, typeRef?: string): string => `<inputData name="${escape(name)}" id="${escape(name)}"><variable name="${escape(name)}"${typeRef === undefined ? '' : ` typeRef="${escape(typeRef)}"`}/></inputData>`;

/** A decision with its name as its id; `needs` are ids of input data (`<name`), decisions, or knowledge (`name()`). */
export function decision(name: string, expression: string, needs: readonly string[] = [], typeRef?: string): string {
  const requirements = needs.map((need) =>
    need.endsWith('()')
      ? `<knowledgeRequirement><requiredKnowledge href="#${escape(need.slice(0, -2))}"/></knowledgeRequirement>`
      : `<informationRequirement><${need.startsWith('<') ? 'requiredInput' : 'requiredDecision'} href="#${escape(need.replace(/^</, ''))}"/></informationRequirement>`,
  );
  return `<decision name="${escape(name)}" id="${escape(name)}"><variable name="${escape(name)}"${typeRef === undefined ? '' : ` typeRef="${escape(typeRef)}"`}/>${requirements.join('')}${expression}</decision>`;
}

/** A decision table; each rule is `test, test -> output, output` in parts. */
export function table(policy: string, inputs: readonly string[], outputs: readonly { name?: string; values?: string; fallback?: string }[], rules: readonly (readonly string[])[]): string {
  const columns = [
    ...inputs.map((text) => `<input><inputExpression><text>${escape(text)}</text></inputExpression></input>`),
    ...outputs.map(({ name, values, fallback }) => `<output${name === undefined ? '' : ` name="${escape(name)}"`}>${values === undefined ? '' : `<outputValues><text>${escape(values)}</text></outputValues>`}${fallback === undefined ? '' : `<defaultOutputEntry><text>${escape(fallback)}</text></defaultOutputEntry>`}</output>`),
  ];
  const rows = rules.map((cells) => `<rule>${cells.map((text, index) => (index < inputs.length ? `<inputEntry><text>${escape(text)}</text></inputEntry>` : `<outputEntry><text>${escape(text)}</text></outputEntry>`)).join('')}</rule>`);
  return `<decisionTable ${policy}>${columns.join('')}${rows.join('')}</decisionTable>`;
}
