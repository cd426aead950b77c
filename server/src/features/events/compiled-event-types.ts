import type { EventTypeDocument, Fault } from '@arbiter/contracts';
import { Compile } from 'typebox/compile';
import { listFaults } from '../../http/schema-compilers.js';
import { compiledOnce, type Configuration } from '../configuration/api.js';

export interface KnownEventType {
  readonly name: string;
  readonly document: EventTypeDocument;
  /** Whether it changes the customer besides features. */
  readonly hasEffects: boolean;
  faultsOf(data: unknown): Fault[];
}

/** Makes the check of an event's data. Throws where the schema cannot be compiled. */
export function compileDataCheck(schema: Record<string, unknown> | undefined): (data: unknown) => Fault[] {
  if (schema === undefined) return () => [];
  const validator = Compile(schema);
  return (data) => (validator.Check(data) ? [] : listFaults(validator as never, data).map((fault) => ({ ...fault, path: `/data${fault.path}` })));
}

function makeType(name: string, document: EventTypeDocument): KnownEventType {
  const { raises = [], lowers = [], gives = [], withdraws = [], points } = document;
  let check: (data: unknown) => Fault[];
  try {
    check = compileDataCheck(document.schema);
  } catch (error) {
    const message = `The schema of ${name} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
    check = () => [{ path: '/type', code: 'schema-broken', message }];
  }
  return { name, document, hasEffects: raises.length + lowers.length + gives.length + withdraws.length > 0 || points !== undefined, faultsOf: check };
}

/** Types of events by name, compiled once for each configuration. */
export const compiledEventTypes: (configuration: Configuration) => ReadonlyMap<string, KnownEventType> = compiledOnce((configuration) => new Map(configuration.of('event-types').map(({ id, document }) => [id, makeType(id, document)])));
