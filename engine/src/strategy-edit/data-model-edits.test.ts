import type { FieldSpec, StrategyDataModel } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeField, duplicateField, fieldAt, fieldLines, insertField, modelParts, moveField, pathOfPlace, placeOfPath, removeField, withType } from './data-model-edits.js';

const invoices: FieldSpec = { name: 'invoices', type: 'list', items: { type: 'object', fields: [{ name: 'amount', type: 'number' }] } };
const model: StrategyDataModel = {
  inputs: [{ name: 'client', type: 'object', required: true, fields: [{ name: 'age', type: 'integer' }, { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'debt', type: 'number' }, invoices] } }] }, { name: 'limit', type: 'number' }],
  variables: [{ name: 'total', type: 'number' }],
  outputs: [],
};
const names = (fields: readonly FieldSpec[]): string[] => fields.map(({ name }) => name);

describe('edits of a data model', () => {
  it('finds fields by place and by names', () => {
    expect(fieldAt(model, { part: 'inputs', at: [0, 1, 1, 0] })?.name).toBe('amount');
    expect(pathOfPlace(model, { part: 'inputs', at: [0, 1, 1, 0] })).toEqual(['client', 'contracts', 'invoices', 'amount']);
    expect(placeOfPath(model, ['client', 'contracts', 'debt'])).toEqual({ part: 'inputs', at: [0, 1, 0] });
    expect(placeOfPath(model, ['client', 'gone'])).toBeNull();
  });

  it('adds, changes, copies and takes away at any depth', () => {
    const added = insertField(model, { part: 'inputs', at: [0, 1, 0] }, { name: 'kind', type: 'string' });
    expect(fieldAt(added, { part: 'inputs', at: [0, 1, 0] })?.name).toBe('kind');
    expect(fieldAt(changeField(model, { part: 'inputs', at: [0, 1, 1, 0] }, (field) => ({ ...field, title: 'Sum' })), { part: 'inputs', at: [0, 1, 1, 0] })?.title).toBe('Sum');
    expect(names(removeField(model, { part: 'inputs', at: [0] }).inputs)).toEqual(['limit']);
    const copied = duplicateField(model, { part: 'variables', at: [0] });
    expect(names(copied.model.variables)).toEqual(['total', 'total_2']);
    expect(copied.place.at).toEqual([1]);
  });

  it('moves between levels and parts, not into itself', () => {
    const out = moveField(model, { part: 'inputs', at: [0, 0] }, { part: 'outputs', at: [0] })!;
    expect(names(out.model.outputs)).toEqual(['age']);
    const down = moveField(model, { part: 'inputs', at: [0] }, { part: 'inputs', at: [2] })!;
    expect(names(down.model.inputs)).toEqual(['limit', 'client']);
    expect(down.place).toEqual({ part: 'inputs', at: [1] });
    expect(moveField(model, { part: 'inputs', at: [0] }, { part: 'inputs', at: [0, 1, 0] })).toBeNull();
    expect(moveField(model, { part: 'variables', at: [0] }, { part: 'inputs', at: [1, 0] })).toBeNull();
    expect(moveField(model, { part: 'inputs', at: [0] }, { part: 'variables', at: [0] })!.model.variables[0]).not.toHaveProperty('required');
    const beside = moveField(model, { part: 'inputs', at: [1] }, { part: 'inputs', at: [0, 1, 1, 0] })!;
    expect(pathOfPlace(beside.model, beside.place)).toEqual(['client', 'contracts', 'invoices', 'limit']);
  });

  it('keeps what goes with another type', () => {
    expect(withType(model.inputs[0]!, 'list')).toEqual({ name: 'client', required: true, type: 'list', items: { type: 'object', fields: model.inputs[0]!.fields } });
    expect(withType(invoices, 'object')).toEqual({ name: 'invoices', type: 'object', fields: [{ name: 'amount', type: 'number' }] });
    expect(withType({ name: 'n', type: 'integer', min: 1, default: 2 }, 'number')).toEqual({ name: 'n', type: 'number', min: 1, default: 2 });
    expect(withType({ name: 'n', type: 'integer', min: 1, default: 2, title: 'N' }, 'string')).toEqual({ name: 'n', type: 'string', title: 'N' });
  });

  it('draws lines, closed ones and found ones', () => {
    const lines = (closed: string[], search = '') => fieldLines(model, 'inputs', { closed: new Set(closed), search }).map(({ path }) => path.join('.'));
    expect(lines([])).toHaveLength(7);
    expect(lines(['client'])).toEqual(['client', 'limit']);
    expect(lines(['client'], 'amount')).toEqual(['client', 'client.contracts', 'client.contracts.invoices', 'client.contracts.invoices.amount']);
  });

  it('loses nothing by any move', () => {
    const places = modelParts.flatMap((part) => fieldLines(model, part, { closed: new Set() }).map(({ place }) => place));
    const targets = [...places, ...modelParts.map((part) => ({ part, at: [model[part].length] }))];
    const count = (value: StrategyDataModel): number => modelParts.reduce((sum, part) => sum + fieldLines(value, part, { closed: new Set() }).length, 0);
    fc.assert(fc.property(fc.constantFrom(...places), fc.constantFrom(...targets), (from, to) => {
      const moved = moveField(model, from, to);
      if (!moved) return;
      expect(count(moved.model)).toBe(count(model));
      expect(fieldAt(moved.model, moved.place)?.type).toBe(fieldAt(model, from)!.type);
    }));
  });
});
