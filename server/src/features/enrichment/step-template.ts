import type { EnrichmentAsk } from './enrich.js';

/** A value that can stand in an address, a key or a typed parameter. */
export type Scalar = string | number | boolean;

/** A text with places such as `{customerId}` or `{context.region}`. */
export interface StepTemplate {
  /** Texts between the places; one more than there are places. */
  texts: readonly string[];
  places: readonly string[];
}

const groups = ['context', 'attributes', 'features'] as const;
const place = /\{([^{}]*)\}/g;

export function readTemplate(text: string): StepTemplate {
  const texts: string[] = [];
  const places: string[] = [];
  let from = 0;
  for (const found of text.matchAll(place)) {
    texts.push(text.slice(from, found.index));
    places.push((found[1] ?? '').trim());
    from = found.index + found[0].length;
  }
  texts.push(text.slice(from));
  return { texts, places };
}

/** Whether a place speaks of something that a request for data has. */
export const isPlace = (name: string): boolean => name === 'customerId' || name === 'channel' || name === 'placement' || groups.some((group) => name.startsWith(`${group}.`) && name.length > group.length + 1);

/** The value of a place; undefined where there is none, or none that could be written there. */
export function valueOfPlace(ask: EnrichmentAsk, name: string): Scalar | undefined {
  if (name === 'customerId' || name === 'channel' || name === 'placement') return ask[name];
  const dot = name.indexOf('.');
  const group = groups.find((one) => one === name.slice(0, dot));
  if (!group) return undefined;
  return scalarOf(ask[group], name.slice(dot + 1));
}

function scalarOf(values: Readonly<Record<string, unknown>> | undefined, name: string): Scalar | undefined {
  if (!values || !Object.hasOwn(values, name)) return undefined;
  const value = values[name];
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value)) ? value : undefined;
}

/**
 * The text with its places filled in.
 * @param encode how a value is written: escaped in an address, as it is in a key
 * @returns undefined where a place has no value
 */
export function fillTemplate({ texts, places }: StepTemplate, ask: EnrichmentAsk, encode: (value: string) => string): string | undefined {
  let filled = texts[0] ?? '';
  for (const [index, name] of places.entries()) {
    const value = valueOfPlace(ask, name);
    if (value === undefined) return undefined;
    filled += encode(String(value)) + (texts[index + 1] ?? '');
  }
  return filled;
}

/** Names of parameters in a statement: `{customerId}`, and `{context_region:String}` for the value `region` of the context. */
export function placeOfParameter(parameter: string): string | undefined {
  if (isPlace(parameter)) return parameter;
  const group = groups.find((one) => parameter.startsWith(`${one}_`) && parameter.length > one.length + 1);
  return group && `${group}.${parameter.slice(group.length + 1)}`;
}
