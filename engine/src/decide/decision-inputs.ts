import type { AttributeType } from '@arbiter/contracts/data-model';
import type { CustomerAttributes } from '../condition/print-predicate.js';

type Named = Readonly<Record<string, unknown>>;

/** What was known at a decision, by where it comes from. */
export interface InputSources {
  customerId: string;
  channel: string | undefined;
  placement: string | undefined;
  /** As stored: money in minor units, instants in epoch milliseconds. */
  attributes: CustomerAttributes;
  attributeTypes: ReadonlyMap<string, AttributeType>;
  features: Named;
  context: Named;
  enrichment: Named;
}

/** An attribute as expressions and rules see it: money in major units, instants as ISO texts, an empty text as null. */
export function shownAttribute(value: CustomerAttributes[string], type: AttributeType | undefined): unknown {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'number') {
    if (type === 'money') return value / 100;
    if (type === 'instant') return new Date(value).toISOString();
  }
  return value;
}

/**
 * Values by name for rule sets, strategies and terms. A plain name is looked for in enrichment, context, features and attributes, in
 * this order; then `customerId`, `channel`, `placement`. `context`, `features`, `enrichment` and `attributes` are the whole of each, and
 * `context.<name>` and the like one of its values. What nobody knows is undefined. Own entries count alone, whatever a caller names them.
 */
export class DecisionInputs {
  constructor(private readonly sources: InputSources) {}

  get(name: string): unknown {
    const { enrichment, context, features } = this.sources;
    if (Object.hasOwn(enrichment, name)) return enrichment[name] ?? null;
    if (Object.hasOwn(context, name)) return context[name] ?? null;
    if (Object.hasOwn(features, name)) return features[name] ?? null;
    if (Object.hasOwn(this.sources.attributes, name)) return this.attribute(name);
    switch (name) {
      case 'customerId':
        return this.sources.customerId;
      case 'channel':
      case 'request.channel':
        return this.sources.channel ?? null;
      case 'placement':
        return this.sources.placement ?? null;
      case 'context':
        return context;
      case 'features':
        return features;
      case 'enrichment':
        return enrichment;
      case 'attributes':
        return this.attributes();
      default:
        return this.dotted(name);
    }
  }

  /** Those of the names that are known. */
  pick(names: readonly string[]): Record<string, unknown> {
    const picked: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i += 1) {
      const value = this.get(names[i]!);
      if (value !== undefined) picked[names[i]!] = value;
    }
    return picked;
  }

  /** All of the names; null where nobody knows one. */
  facts(names: readonly string[]): Record<string, unknown> {
    const facts: Record<string, unknown> = {};
    for (let i = 0; i < names.length; i += 1) facts[names[i]!] = this.get(names[i]!) ?? null;
    return facts;
  }

  private attribute(name: string): unknown {
    return shownAttribute(this.sources.attributes[name], this.sources.attributeTypes.get(name));
  }

  private attributes(): Record<string, unknown> {
    const all: Record<string, unknown> = {};
    for (const name of Object.keys(this.sources.attributes)) if (name !== '__proto__') all[name] = this.attribute(name);
    return all;
  }

  private dotted(name: string): unknown {
    const dot = name.indexOf('.');
    if (dot < 0) return undefined;
    const key = name.slice(dot + 1);
    switch (name.slice(0, dot)) {
      case 'context':
        return own(this.sources.context, key);
      case 'features':
        return own(this.sources.features, key);
      case 'enrichment':
        return own(this.sources.enrichment, key);
      case 'attributes':
        return Object.hasOwn(this.sources.attributes, key) ? this.attribute(key) : null;
      default:
        return undefined;
    }
  }
}

const own = (named: Named, key: string): unknown => (Object.hasOwn(named, key) ? (named[key] ?? null) : null);
