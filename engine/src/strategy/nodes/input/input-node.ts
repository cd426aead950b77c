import { Type, type Static } from 'typebox';
import type { NodeKind } from '../../node-kind.js';

export const InputSettings = Type.Object({}, { additionalProperties: false });

/** Where a strategy begins: the input was read into the data model before. */
export const inputNode: NodeKind<Static<typeof InputSettings>> = {
  kind: 'input',
  role: 'start',
  settings: InputSettings,
  waits: () => false,
  ports: () => ['next'],
  check: () => undefined,
  print: (_, printer) => printer.leave('next'),
  printSql: (_, printer) => printer.leave([{ port: 'next' }]),
};
