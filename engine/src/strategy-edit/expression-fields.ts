import type { FieldSpec, StrategyDataModel, ValueSpec } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { childrenOf, type FeelNode } from '../feel/parse/feel-node.js';
import type { Local } from '../feel/types/bindings.js';
import { checkFeel } from '../feel/types/check-feel.js';
import { feelTypeOf } from '../strategy-data-model/feel-types.js';
import { errorNames } from '../strategy-data-model/field-names.js';

/** A field of a data model by the names on the way to it; elements of lists are not a step: `['client', 'contracts', 'debt']`. */
export type FieldPath = readonly string[];

/** Types of a data model's names, where every object type is known to be the one of a certain field. */
export interface FieldTypes {
  scope: FeelScope;
  /** The fields whose objects have this very type. */
  owner: ReadonlyMap<FeelType, FieldPath>;
}

const known = new WeakMap<StrategyDataModel, FieldTypes>();

export function fieldTypes(model: StrategyDataModel): FieldTypes {
  const ready = known.get(model);
  if (ready) return ready;
  const scope = new Map<string, FeelType>();
  const owner = new Map<FeelType, FieldPath>();
  const note = (spec: ValueSpec, type: FeelType, path: FieldPath): void => {
    if (type.kind === 'list' && spec.items) note(spec.items, type.items, path);
    if (type.kind !== 'context') return;
    owner.set(type, path);
    for (const field of spec.fields ?? []) if (type.fields[field.name]) note(field, type.fields[field.name]!, [...path, field.name]);
  };
  for (const field of [...model.inputs, ...model.variables, ...model.outputs] as FieldSpec[]) {
    if (scope.has(field.name)) continue;
    const type = feelTypeOf(field);
    scope.set(field.name, type);
    note(field, type, [field.name]);
  }
  for (const name of errorNames) if (!scope.has(name)) scope.set(name, { kind: 'string' });
  const made = { scope, owner };
  known.set(model, made);
  return made;
}

export interface FieldMention {
  path: FieldPath;
  /** Place of the field's name in the source. */
  start: number;
  end: number;
}

export interface ExpressionFields {
  mentions: FieldMention[];
  /** `something.name` of a value of which nothing is known: it may be a field of this name. */
  unsure: { name: string; start: number; end: number }[];
  /** Type of the whole; undefined where the expression cannot be read. */
  type: FeelType | undefined;
}

export interface FieldsQuestion {
  types: FieldTypes;
  /** Names that are added; they win over those of the data model. */
  locals?: ReadonlyMap<string, FeelType>;
  dialect?: 'expression' | 'unary-tests';
  input?: FeelType | undefined;
  /** What the value is written to: keys of objects that are written down in the expression are its fields. */
  target?: FeelType | undefined;
}

const unlisted = (type: FeelType | undefined): FeelType | undefined => (type?.kind === 'list' ? unlisted(type.items) : type?.kind === 'range' ? unlisted(type.of) : type);

/** The fields of a data model that an expression mentions, by the parser's places: texts, keys of other objects and inner names are none. */
export function expressionFields(source: string, { types, locals, dialect, input, target }: FieldsQuestion): ExpressionFields {
  const scope = locals && locals.size > 0 ? new Map([...types.scope, ...locals]) : types.scope;
  const checked = checkFeel(source, { scope, ...(dialect ? { dialect } : {}), ...(input ? { input } : {}) });
  if (!checked.ok) return { mentions: [], unsure: [], type: undefined };
  const { tree, bindings, types: found } = checked.value;
  const mentions: FieldMention[] = [];
  const unsure: ExpressionFields['unsure'] = [];
  const member = (owner: FeelType | undefined, name: string, start: number, end: number): void => {
    const object = unlisted(owner);
    const path = object && types.owner.get(object);
    if (path && object.kind === 'context' && Object.hasOwn(object.fields, name)) mentions.push({ path: [...path, name], start, end });
    else if (!object || object.kind === 'any' || object.kind === 'null' || object.kind === 'context') unsure.push({ name, start, end });
  };
  const open: FeelNode[] = [tree];
  for (let node = open.pop(); node; node = open.pop()) {
    open.push(...childrenOf(node));
    if (node.kind === 'path') member(found.get(node.value), node.name, node.end - node.name.length, node.end);
    if (node.kind !== 'name') continue;
    const binding = bindings.get(node);
    if (binding?.kind === 'scope' && !locals?.has(node.name)) mentions.push({ path: [node.name], start: node.start, end: node.end });
    else if (binding?.kind === 'entry') member(binding.element.type, node.name, node.start, node.end);
    else if (binding?.kind === 'entry or') {
      unsure.push({ name: node.name, start: node.start, end: node.end });
      if (binding.outside.kind === 'scope' && !locals?.has(node.name)) mentions.push({ path: [node.name], start: node.start, end: node.end });
    }
  }
  if (target) {
    const keys = new Map<Local, FieldPath>();
    writtenKeys({ node: tree, target, types, mentions, source, locals: checked.value.locals, keys });
    // Entries of an object can read those before them by their keys.
    if (keys.size > 0) {
      for (const [node, binding] of bindings) {
        const path = binding.kind === 'local' ? keys.get(binding.local) : undefined;
        if (path) mentions.push({ path, start: node.start, end: node.end });
      }
    }
  }
  return { mentions: mentions.sort((a, b) => a.start - b.start), unsure, type: checked.value.type };
}

interface WrittenKeys {
  node: FeelNode;
  target: FeelType;
  types: FieldTypes;
  mentions: FieldMention[];
  source: string;
  locals: ReadonlyMap<FeelNode, readonly Local[]>;
  keys: Map<Local, FieldPath>;
}

/** Keys of objects that are written down where the value of a field with fields is wanted. */
function writtenKeys(written: WrittenKeys): void {
  const { node, target, types, mentions, source, locals, keys } = written;
  const into = (part: FeelNode, wanted: FeelType): void => writtenKeys({ ...written, node: part, target: wanted });
  if (node.kind === 'if') {
    into(node.then, target);
    into(node.otherwise, target);
  } else if (node.kind === 'for' && target.kind === 'list') into(node.body, target.items);
  else if (node.kind === 'list' && target.kind === 'list') for (const item of node.items) into(item, target.items);
  else if (node.kind === 'context' && target.kind === 'context') {
    const path = types.owner.get(target);
    if (!path) return;
    node.entries.forEach(({ key, value, place }, index) => {
      const field = Object.hasOwn(target.fields, key) ? target.fields[key] : undefined;
      if (!field) return;
      const quoted = source[place.start] === '"' ? 1 : 0;
      const own = [...path, key];
      mentions.push({ path: own, start: place.start + quoted, end: place.start + quoted + key.length });
      const local = locals.get(node)?.[index];
      if (local) keys.set(local, own);
      into(value, field);
    });
  }
}
