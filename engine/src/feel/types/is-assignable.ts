import type { FeelType } from '../feel-type.js';

/** Conformance of types (DMN 1.5, 10.3.2.9.2): whether a value of the one type may stand where the other is wanted. */
export function isAssignable(from: FeelType, to: FeelType): boolean {
  if (to.kind === 'any' || from.kind === 'any' || from.kind === 'null') return true;
  if (from.kind !== to.kind) return false;
  switch (from.kind) {
    case 'list':
      return isAssignable(from.items, (to as typeof from).items);
    case 'range':
      return isAssignable(from.of, (to as typeof from).of);
    case 'context': {
      const fields = (to as typeof from).fields;
      return Object.keys(fields).every((key) => (Object.hasOwn(from.fields, key) ? isAssignable(from.fields[key]!, fields[key]!) : from.open === true));
    }
    case 'function': {
      const target = to as typeof from;
      return (
        from.parameters.length === target.parameters.length &&
        from.parameters.every((parameter, i) => isAssignable(target.parameters[i]!.type, parameter.type)) &&
        isAssignable(from.result, target.result)
      );
    }
    default:
      return true;
  }
}

/** A type that both conform to: the same one, the other of null, field by field for contexts, else any. */
export function joinTypes(a: FeelType, b: FeelType): FeelType {
  if (a === b || b.kind === 'null') return a;
  if (a.kind === 'null') return b;
  if (a.kind !== b.kind) return { kind: 'any' };
  switch (a.kind) {
    case 'list':
      return { kind: 'list', items: joinTypes(a.items, (b as typeof a).items) };
    case 'range':
      return { kind: 'range', of: joinTypes(a.of, (b as typeof a).of) };
    case 'context': {
      const other = b as typeof a;
      const shared = Object.keys(a.fields).filter((key) => Object.hasOwn(other.fields, key));
      const closed = a.open !== true && other.open !== true && shared.length === Object.keys(a.fields).length && shared.length === Object.keys(other.fields).length;
      const fields = Object.fromEntries(shared.map((key) => [key, joinTypes(a.fields[key]!, other.fields[key]!)]));
      return closed ? { kind: 'context', fields } : { kind: 'context', fields, open: true };
    }
    case 'function':
      return isAssignable(a, b) && isAssignable(b, a) ? a : { kind: 'any' };
    default:
      return a;
  }
}

/** The type as FEEL writes it. */
export function typeText(type: FeelType): string {
  switch (type.kind) {
    case 'any': return 'Any';
    case 'list': return `list<${typeText(type.items)}>`;
    case 'range': return `range<${typeText(type.of)}>`;
    case 'context': {
      const fields = Object.entries(type.fields).map(([key, field]) => `${key}: ${typeText(field)}`);
      return `context<${fields.slice(0, 5).join(', ')}${fields.length > 5 ? ', …' : ''}>`;
    }
    case 'function': return `function<${type.parameters.map((p) => typeText(p.type)).join(', ')}> -> ${typeText(type.result)}`;
    default: return type.kind;
  }
}
