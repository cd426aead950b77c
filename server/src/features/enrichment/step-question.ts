import type { EnrichmentStep } from '@arbiter/contracts';
import { readSqlStatement } from '@arbiter/engine/strategy/nodes/sql/sql-statement';
import type { EnrichmentAsk } from './enrich.js';
import { fillTemplate, placeOfParameter, readTemplate, valueOfPlace, type Scalar, type StepTemplate } from './step-template.js';

/** What is asked of a source for one customer. Equal keys are equal questions. */
export interface Question {
  key: string;
  /** http: the path; hot-state: the key; sql: the statement. */
  text: string;
  parameters: Record<string, { type: string; value: Scalar }>;
}

interface Prepared {
  template: StepTemplate | undefined;
  parameters: readonly { name: string; place: string | undefined }[];
}

/** Steps belong to documents that never change. */
const prepared = new WeakMap<EnrichmentStep, Prepared>();

function prepare(step: EnrichmentStep): Prepared {
  let found = prepared.get(step);
  if (!found) {
    const text = step.kind === 'http' ? step.path : step.kind === 'hot-state' ? step.key : undefined;
    found = { template: text === undefined ? undefined : readTemplate(text), parameters: step.kind === 'sql' ? parametersOf(step.statement ?? '').map((name) => ({ name, place: placeOfParameter(name) })) : [] };
    prepared.set(step, found);
  }
  return found;
}

/** Names of a statement's parameters, in whichever dialect it can be read. */
function parametersOf(statement: string): string[] {
  const names = new Set<string>();
  for (const dialect of ['clickhouse', 'postgresql'] as const) {
    const read = readSqlStatement(statement, dialect);
    if (read.ok) for (const name of read.value.parameters) names.add(name);
  }
  return [...names];
}

const typeOf = (value: Scalar): string => (typeof value === 'string' ? 'text' : typeof value === 'boolean' ? 'boolean' : Number.isSafeInteger(value) ? 'integer' : 'number');

/** The question of a step about a customer; undefined where the request lacks a value that it asks by. */
export function questionOf(step: EnrichmentStep, ask: EnrichmentAsk): Question | undefined {
  const { template, parameters: wanted } = prepare(step);
  const parameters: Question['parameters'] = {};
  let text = step.statement ?? '';
  if (step.kind === 'sql') {
    for (const { name, place } of wanted) {
      const value = place === undefined ? undefined : valueOfPlace(ask, place);
      if (value === undefined) return undefined;
      parameters[name] = { type: typeOf(value), value };
    }
  } else {
    const filled = template && fillTemplate(template, ask, step.kind === 'http' ? escaped : (value) => value);
    if (filled === undefined) return undefined;
    text = filled;
  }
  return { key: JSON.stringify([step.kind, step.source ?? null, step.rows ?? null, text, Object.values(parameters).map(({ value }) => value)]), text, parameters };
}

/** One part of a path or query. Halves of surrogate pairs, which no address can hold, become the replacement character. */
const escaped = (value: string): string => encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\uFFFD'));
