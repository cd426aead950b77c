import { analyticsSource, type EnrichmentStep, type Fault, type SourceSettings } from '@arbiter/contracts';
import { readSqlStatement } from '@arbiter/engine/strategy/nodes/sql/sql-statement';
import { isPlace, placeOfParameter, readTemplate } from './step-template.js';

/** Kinds of the registered sources by name. */
export type SourceKinds = ReadonlyMap<string, SourceSettings['kind']>;

const fieldsOf = { http: ['source', 'path'], sql: ['source', 'statement', 'rows'], 'hot-state': ['key'] } as const;
const allFields = ['source', 'path', 'statement', 'rows', 'key'] as const;
const required = { http: ['source', 'path'], sql: ['source', 'statement'], 'hot-state': ['key'] } as const;

/** What the schema of steps cannot say: names are unique, each kind has its own fields, sources exist and fit, places have values. */
export function checkEnrichment(steps: readonly EnrichmentStep[], sources: SourceKinds, path = '/enrichment'): Fault[] {
  const faults: Fault[] = [];
  const firstOf = new Map<string, number>();
  for (const [index, step] of steps.entries()) {
    const fault = (at: string, code: string, message: string) => void faults.push({ path: `${path}/${index}${at}`, code, message });
    const first = firstOf.get(step.name);
    if (first !== undefined) fault('/name', 'duplicate-name', `Step ${first + 1} is called "${step.name}" already: give each step a name of its own`);
    else firstOf.set(step.name, index);
    for (const field of required[step.kind]) if (step[field] === undefined || step[field] === '') fault(`/${field}`, 'field-missing', `A step of the kind ${step.kind} needs "${field}"`);
    for (const field of allFields) if (step[field] !== undefined && !(fieldsOf[step.kind] as readonly string[]).includes(field)) fault(`/${field}`, 'field-unused', `A step of the kind ${step.kind} has no "${field}": remove it, or take another kind`);
    if (step.kind === 'http') checkHttp(step, sources, fault);
    else if (step.kind === 'sql') checkSql(step, sources, fault);
    else if (step.key !== undefined) checkPlaces(step.key, '/key', fault);
  }
  return faults;
}

type Report = (at: string, code: string, message: string) => void;

function checkHttp({ source, path }: EnrichmentStep, sources: SourceKinds, fault: Report): void {
  if (source !== undefined) {
    const kind = source === analyticsSource ? 'clickhouse' : sources.get(source);
    if (kind === undefined) fault('/source', 'unknown-source', `There is no source "${source}": register it with PUT /v1/sources/${source}, or mend the name`);
    else if (kind !== 'http') fault('/source', 'wrong-kind', `The source "${source}" is a store (${kind}): ask it with a step of the kind sql`);
  }
  if (path === undefined) return;
  if (!/^[/?]/.test(path) || path.startsWith('//')) fault('/path', 'path-invalid', 'The path begins with one / and stays below the source’s base address');
  checkPlaces(path, '/path', fault);
}

function checkSql({ source, statement }: EnrichmentStep, sources: SourceKinds, fault: Report): void {
  const kind = source === undefined ? undefined : source === analyticsSource ? 'clickhouse' : sources.get(source);
  if (source !== undefined && kind === undefined) fault('/source', 'unknown-source', `There is no source "${source}": register it with PUT /v1/sources/${source}, or mend the name`);
  else if (kind === 'http') fault('/source', 'wrong-kind', `The source "${source}" is a service: call it with a step of the kind http`);
  if (statement === undefined) return;
  const read = readSqlStatement(statement, kind === 'postgresql' ? 'postgresql' : 'clickhouse');
  if (!read.ok) return fault('/statement', 'sql-refused', `${read.error.message} (at character ${read.error.at + 1})`);
  for (const name of read.value.parameters) {
    if (placeOfParameter(name) === undefined) fault('/statement', 'unknown-parameter', `The parameter {${name}} has no value: there are customerId, channel, placement, and context_…, attributes_…, features_… with a name, such as {context_region:String}`);
  }
}

function checkPlaces(text: string, at: string, fault: Report): void {
  const { texts, places } = readTemplate(text);
  for (const name of places) if (!isPlace(name)) fault(at, 'unknown-place', `{${name}} has no value: there are {customerId}, {channel}, {placement}, {context.name}, {attributes.name} and {features.name}`);
  if (texts.some((part) => /[{}]/.test(part))) fault(at, 'unknown-place', 'A curly bracket is not closed, or not opened');
}
