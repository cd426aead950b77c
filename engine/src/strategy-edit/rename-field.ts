import type { FieldSpec, StrategyDataModel, StrategyDocument, StrategyGraph, StrategyNode } from '@arbiter/contracts';
import { faultOfName } from '../strategy-data-model/field-names.js';
import { fieldTypes, type FieldMention, type FieldPath, type FieldTypes } from './expression-fields.js';
import { fieldKey, pointerOf } from './field-uses.js';
import { listOf, recordOf, type FieldSlot, type FindDocument, type SlotPath } from './field-slot.js';
import { fieldSlots, loopLocals } from './field-slots.js';
import type { GraphPlace } from './graph-place.js';
import { jsonPathSteps } from './json-path-fields.js';
import { readTemplate, writeTemplate } from './path-template-edit.js';
import { renameKeys } from './rename-keys.js';
import { asGraph, factMentions, mentionsOf, namesOf, type InnerNames } from './walk-fields.js';

export interface RenamedPlace {
  place: GraphPlace;
  nodeId: string;
  pointer: string;
  before: string;
  after: string;
}

/**
 * `unsure`: a value of which nothing is known has a field of this name; `fixed`: registered content reads the name and cannot be changed
 * from here; `clash`: the new name means something else there; `unknown`: a registered document is not at hand.
 */
export interface HeldPlace {
  why: 'unsure' | 'fixed' | 'clash' | 'unknown';
  place: GraphPlace;
  nodeId: string;
  pointer: string;
  text: string;
}

export interface RenamedField {
  document: StrategyDocument;
  places: RenamedPlace[];
  held: HeldPlace[];
}

export type RenameFault = { code: 'bad-name'; message: string } | { code: 'duplicate-name' };

/** Fields at one level: those of an object (or of the objects of a list), or all names of the data model. */
function siblings(model: StrategyDataModel, path: FieldPath): readonly FieldSpec[] {
  let level: readonly FieldSpec[] = [...model.inputs, ...model.variables, ...model.outputs];
  for (const name of path.slice(0, -1)) {
    let spec: { items?: FieldSpec['items']; fields?: FieldSpec['fields'] } | undefined = level.find((field) => field.name === name);
    while (spec?.items) spec = spec.items;
    level = spec?.fields ?? [];
  }
  return level;
}

export function faultOfFieldName(model: StrategyDataModel, path: FieldPath, name: string): RenameFault | undefined {
  const message = faultOfName(name);
  if (message !== undefined) return { code: 'bad-name', message };
  const taken = name !== path.at(-1) && (siblings(model, path).some((field) => field.name === name) || (path.length === 1 && (name === 'error_code' || name === 'error_message')));
  return taken ? { code: 'duplicate-name' } : undefined;
}

/** The data model with a field called otherwise; keys of defaults follow. */
export function renameInModel(model: StrategyDataModel, path: FieldPath, name: string): StrategyDataModel {
  const level = (fields: readonly FieldSpec[], [first, ...rest]: FieldPath): FieldSpec[] =>
    fields.map((field) => {
      if (field.name !== first) return field;
      if (rest.length === 0) return { ...field, name };
      const within = <S extends Omit<FieldSpec, 'name'>>(spec: S): S => (spec.items ? { ...spec, items: within(spec.items) } : spec.fields ? { ...spec, fields: level(spec.fields, rest) } : spec);
      const defaults = field.default === undefined ? {} : { default: renameKeys(field.default, field, rest, name) };
      return { ...within(field), ...defaults };
    });
  return { inputs: level(model.inputs, path), variables: level(model.variables, path), outputs: level(model.outputs, path) };
}

/**
 * Gives a field another name and follows it to every place that means it: expressions by the parser's places, names that are written, facts
 * and their paths, keys of values for errors. What cannot be followed stands in `held`; the caller decides. `find` gives registered documents.
 */
export function renameField(document: StrategyDocument, path: FieldPath, name: string, { find = () => undefined, unsure = false }: { find?: FindDocument; unsure?: boolean } = {}): RenamedField {
  const dataModel = renameInModel(document.dataModel, path, name);
  const renaming = new Renaming(document.dataModel, dataModel, path, name, find, unsure);
  const graph = renaming.graph(document.graph, [], new Map(), new Map());
  return { document: { ...document, dataModel, graph }, places: renaming.places, held: renaming.held };
}

interface Change { path: SlotPath; value: unknown }
type Hold = (why: HeldPlace['why'], text: string) => undefined;
type Told = (before: string, after: string, value: unknown, path?: SlotPath) => Change;

class Renaming {
  readonly places: RenamedPlace[] = [];
  readonly held: HeldPlace[] = [];
  private readonly types: FieldTypes;
  private readonly later: FieldTypes;
  private readonly key: string;
  private readonly renamedKey: string;
  private readonly old: string;
  private readonly top: boolean;

  constructor(private readonly model: StrategyDataModel, after: StrategyDataModel, private readonly path: FieldPath, private readonly name: string, private readonly find: FindDocument, private readonly unsure: boolean) {
    this.types = fieldTypes(model);
    this.later = fieldTypes(after);
    this.key = fieldKey(path);
    this.renamedKey = fieldKey([...path.slice(0, -1), name]);
    this.old = path.at(-1)!;
    this.top = path.length === 1;
  }

  graph(graph: StrategyGraph, place: GraphPlace, around: InnerNames, aroundLater: InnerNames): StrategyGraph {
    let changed = false;
    const nodes = graph.nodes.map((node) => {
      const next = this.node(node, place, around, aroundLater);
      if (next !== node) changed = true;
      return next;
    });
    return changed ? { ...graph, nodes } : graph;
  }

  private node(node: StrategyNode, place: GraphPlace, around: InnerNames, aroundLater: InnerNames): StrategyNode {
    let next: StrategyNode = node;
    for (const slot of fieldSlots(node, this.find)) {
      const change = this.slot(slot, node, place, around, aroundLater);
      if (change) next = setAt(next, change.path, change.value) as StrategyNode;
    }
    const { body } = recordOf(node.settings);
    if (node.kind === 'loop' && place.length < 20 && body !== undefined) {
      const inner = asGraph(body);
      const renamed = this.graph(inner, [...place, node.id], namesOf(loopLocals(node.settings), around, this.types), namesOf(loopLocals(next.settings), aroundLater, this.later));
      if (renamed !== inner) next = setAt(next, ['settings', 'body'], renamed) as StrategyNode;
    }
    return next;
  }

  private slot(slot: FieldSlot, node: StrategyNode, place: GraphPlace, around: InnerNames, aroundLater: InnerNames): Change | undefined {
    const at = { place, nodeId: node.id, pointer: pointerOf(slot.path) };
    const hold: Hold = (why, text) => {
      if (!this.held.some((held) => held.why === why && held.nodeId === node.id && held.pointer === at.pointer && held.text === text)) this.held.push({ why, ...at, text });
      return undefined;
    };
    const told: Told = (before, after, value, path = slot.path) => {
      this.places.push({ ...at, pointer: pointerOf(path), before, after });
      return { path, value };
    };
    const own = (written: string): boolean => this.top && written === this.old && !around.has(written);
    switch (slot.kind) {
      case 'expression': {
        const after = this.expression(slot, around, aroundLater, hold);
        return after === undefined || after === slot.source ? undefined : told(slot.source, after, after);
      }
      case 'template': {
        const pieces = readTemplate(slot.source).map((piece) => ('expression' in piece ? { expression: this.expression({ kind: 'expression', path: slot.path, source: piece.expression }, around, aroundLater, hold) ?? piece.expression } : piece));
        const after = writeTemplate(pieces);
        return pieces.some((piece, index) => 'expression' in piece && piece.expression !== (readTemplate(slot.source)[index] as { expression: string }).expression) ? told(slot.source, after, after) : undefined;
      }
      case 'write': return own(slot.name) ? told(this.old, this.name, this.name) : undefined;
      case 'own': return own(slot.name) ? told(this.old, `${this.old} → ${this.name}`, this.name) : undefined;
      case 'feature': {
        if (!own(slot.name)) return undefined;
        const mapped = recordOf(node.settings).features;
        return told(this.old, `${this.old} ← ${this.name}`, [...(Array.isArray(mapped) ? mapped : []), { feature: this.old, value: this.name }]);
      }
      case 'keys': {
        const after = renameKeys(slot.value, { type: 'object', fields: [...this.model.inputs, ...this.model.variables, ...this.model.outputs] }, this.path, this.name);
        return after === slot.value ? undefined : told(this.old, this.name, after);
      }
      case 'fact': return this.fact(slot, node, place, around, hold, told);
      case 'unknown': return hold('unknown', '');
    }
  }

  private expression(slot: FieldSlot & { kind: 'expression' }, around: InnerNames, aroundLater: InnerNames, hold: Hold): string | undefined {
    if (!slot.source.includes(this.old)) return undefined;
    const { mentions, unsure, type } = mentionsOf(slot, around, this.types);
    if (type === undefined) return new RegExp(`(?<![\\p{L}\\p{N}_])${this.old}(?![\\p{L}\\p{N}_])`, 'u').test(slot.source) ? hold('unsure', slot.source) : undefined;
    let meant: { start: number; end: number }[] = mentions.filter(({ path }) => fieldKey(path) === this.key);
    const doubtful = this.top ? [] : unsure.filter(({ name }) => name === this.old);
    if (doubtful.length > 0 && this.unsure) meant = [...meant, ...doubtful].sort((a, b) => a.start - b.start);
    else if (doubtful.length > 0) hold('unsure', slot.source);
    if (meant.length === 0) return undefined;
    if (slot.fixed) return hold('fixed', slot.source);
    const after = replaceAll(slot.source, meant, this.name);
    const guessed = this.unsure && doubtful.length > 0;
    return guessed || this.meansTheSame(slot, after, mentions, around, aroundLater) ? after : hold('clash', slot.source);
  }

  /** What was meant before must be meant afterwards, and nothing else: inner names may hide the new one. */
  private meansTheSame(slot: FieldSlot & { kind: 'expression' }, after: string, mentions: readonly FieldMention[], around: InnerNames, aroundLater: InnerNames): boolean {
    const inner = (source: string): string => this.expression({ kind: 'expression', path: slot.path, source }, around, aroundLater, () => undefined) ?? source;
    const later = {
      ...slot,
      source: after,
      ...(slot.target === this.old && this.top ? { target: this.name } : {}),
      ...(slot.input === undefined ? {} : { input: inner(slot.input) }),
      ...(slot.locals ? { locals: slot.locals.map((local) => (local.elementOf === undefined ? local : { ...local, elementOf: inner(local.elementOf) })) } : {}),
    };
    const expected = mentions.map(({ path }) => this.renamed(fieldKey(path))).sort();
    const found = mentionsOf(later, aroundLater, this.later).mentions.map(({ path }) => fieldKey(path)).sort();
    return expected.length === found.length && expected.every((key, index) => key === found[index]);
  }

  private renamed(key: string): string {
    return key === this.key || key.startsWith(`${this.key}.`) ? this.renamedKey + key.slice(this.key.length) : key;
  }

  private fact(slot: FieldSlot & { kind: 'fact' }, node: StrategyNode, place: GraphPlace, around: InnerNames, hold: Hold, told: Told): Change | undefined {
    const { fact, steps } = factMentions(slot, around, this.types);
    const renamesFact = this.top && fact !== null && fact[0] === this.old;
    const meant = steps.filter(({ path }) => fieldKey(path) === this.key);
    if (!this.top && slot.jsonPath !== undefined && slot.jsonPath.includes(this.old) && jsonPathSteps(slot.jsonPath) === null) hold('unsure', `${slot.name} ${slot.jsonPath}`);
    if (!renamesFact && meant.length === 0) return undefined;
    const text = slot.jsonPath === undefined ? slot.name : `${slot.name} ${slot.jsonPath}`;
    if (slot.fixed) {
      // A registered rule set keeps the names of its facts; what they are given can be told beside it.
      if (!renamesFact) return hold('fixed', text);
      const facts = listOf(recordOf(node.settings).facts);
      if (this.places.some((one) => one.nodeId === node.id && one.place === place && one.pointer === '/settings/facts')) return undefined;
      return told(this.old, `${this.old} ← ${this.name}`, [...facts, { name: this.old, value: this.name }], ['settings', 'facts']);
    }
    const value = { ...recordOf(getAt(node, slot.path)) } as Record<string, unknown>;
    if (renamesFact) value.fact = this.name;
    if (meant.length > 0) value.path = replaceAll(slot.jsonPath!, meant, this.name);
    return told(text, [value.fact, value.path].filter(Boolean).join(' '), value);
  }
}

const replaceAll = (source: string, places: readonly { start: number; end: number }[], name: string): string => {
  let text = source;
  for (const { start, end } of [...places].sort((a, b) => b.start - a.start)) text = text.slice(0, start) + name + text.slice(end);
  return text;
};

export function getAt(value: unknown, path: SlotPath): unknown {
  return path.reduce<unknown>((at, step) => (at === null || typeof at !== 'object' ? undefined : (at as Record<string | number, unknown>)[step]), value);
}

/** The value with another one at a place; what is not on the way is shared. */
export function setAt(value: unknown, path: SlotPath, next: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === step ? setAt(item, rest, next) : item));
  const object = recordOf(value);
  return { ...object, [step]: setAt(object[step], rest, next) };
}
