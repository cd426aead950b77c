import type { Fault, ModelScalar } from '@arbiter/contracts';
import { faultAt, type XmlElement } from '../../dmn/read-xml.js';

/** A part of a PMML file that cannot be read, at its line and column. */
export class PmmlRefusal extends Error {
  readonly fault: Fault;
  constructor(element: XmlElement, code: string, message: string) {
    super(message);
    this.fault = faultAt(element.at, code, message);
  }
}

export const refuse = (element: XmlElement, message: string, code = 'pmml-unsupported'): never => {
  throw new PmmlRefusal(element, code, message);
};

export const childrenOf = (element: XmlElement, ...names: string[]): XmlElement[] => element.children.filter(({ name }) => names.includes(name));
export const childOf = (element: XmlElement, name: string): XmlElement | undefined => element.children.find((child) => child.name === name);

export function textOf(element: XmlElement, attribute: string): string {
  return element.attributes.get(attribute) ?? refuse(element, `<${element.name}> has no attribute "${attribute}"`, 'pmml-incomplete');
}

export function numberFrom(element: XmlElement, text: string, what: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? value : refuse(element, `${what} must be a finite number, not ${JSON.stringify(text.slice(0, 60))}`, 'pmml-wrong-value');
}

/** A number of an attribute; the fallback where it is absent, a refusal where there is none. */
export function numberOf(element: XmlElement, attribute: string, fallback?: number): number {
  const text = element.attributes.get(attribute);
  if (text === undefined && fallback !== undefined) return fallback;
  return numberFrom(element, text ?? textOf(element, attribute), `"${attribute}" of <${element.name}>`);
}

/** Words of an Array element: separated by blanks, quoted with " where they hold blanks (PMML 4.4, Array). */
export function arrayOf(element: XmlElement): string[] {
  const words: string[] = [];
  for (const [, quoted, plain] of element.text.matchAll(/"((?:[^"\\]|\\.)*)"|([^\s"]+)/g)) words.push(quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1'));
  return words;
}

const numeric = new Set(['integer', 'float', 'double']);
/** A constant of the file as its data type has it; without one, a number where it reads as one. */
export function scalarOf(text: string, dataType: string | undefined): ModelScalar {
  if (dataType === 'boolean') return text === 'true' || text === '1';
  if (dataType === 'string') return text;
  const value = Number(text);
  return (numeric.has(dataType ?? '') || dataType === undefined) && text.trim() !== '' && Number.isFinite(value) ? value : text;
}
