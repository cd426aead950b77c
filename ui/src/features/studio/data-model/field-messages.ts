import type { Fault, StrategyDataModel } from '@arbiter/contracts';
import { pathOfPlace, modelParts, type ModelPart } from '@arbiter/engine/strategy-edit/data-model-edits';

export interface FieldMessage {
  severity: 'fault' | 'warning';
  code: string;
  message: string;
  /** The setting of the field that is meant: `name`, `default`, `min` …; empty for the field as a whole. */
  setting: string;
}

/** The field that a JSON pointer into a data model means (`/inputs/0/fields/1/min`), by the names on the way, and what is left of the pointer. */
export function fieldOfPointer(model: StrategyDataModel, pointer: string): { path: string[]; setting: string } | null {
  const [part, first, ...rest] = pointer.split('/').slice(1);
  if (!modelParts.includes(part as ModelPart) || first === undefined || !/^\d+$/.test(first)) return null;
  const at = [Number(first)];
  let left = rest;
  for (;;) {
    const lists = left.findIndex((step) => step !== 'items');
    const below = lists < 0 ? [] : left.slice(lists);
    if (below[0] !== 'fields' || !/^\d+$/.test(below[1] ?? '')) break;
    at.push(Number(below[1]));
    left = below.slice(2);
  }
  return { path: pathOfPlace(model, { part: part as ModelPart, at }), setting: left.find((step) => step !== 'items') ?? '' };
}

/** Messages by field (names joined by dots): those of the model's own check, and of the last check of the whole strategy. */
export function messagesByField(model: StrategyDataModel, own: readonly Fault[], faults: readonly Fault[], warnings: readonly Fault[]): ReadonlyMap<string, readonly FieldMessage[]> {
  const found = new Map<string, FieldMessage[]>();
  const take = (severity: FieldMessage['severity'], pointer: string, { code, message }: Fault): void => {
    const at = fieldOfPointer(model, pointer);
    if (!at) return;
    const key = at.path.join('.');
    const list = found.get(key) ?? [];
    if (!list.some((one) => one.code === code && one.setting === at.setting)) list.push({ severity, code, message, setting: at.setting });
    found.set(key, list);
  };
  for (const fault of own) take('fault', fault.path, fault);
  for (const fault of faults) if (fault.path.startsWith('/dataModel/')) take('fault', fault.path.slice('/dataModel'.length), fault);
  for (const fault of warnings) if (fault.path.startsWith('/dataModel/')) take('warning', fault.path.slice('/dataModel'.length), fault);
  return found;
}
