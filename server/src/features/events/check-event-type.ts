import { eventTypePattern, type EventTypeDocument, type Fault } from '@arbiter/contracts';
import { compileRuleSet } from '@arbiter/engine';
import type { CheckContext } from '../configuration/api.js';
import { findByEndpoint } from '../publications/api.js';
import { isRuleSet, latestRuleSet } from '../rule-sets/api.js';
import { isClassFact } from './classify-event.js';
import { compileDataCheck } from './compiled-event-types.js';

const schemaTypes = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const mostDepth = 30;
const longestSchema = 64 * 1024;

/** What a schema says wrongly without failing to compile: types that are none, references that lead nowhere. */
function faultsOfSchema(schema: unknown, root: unknown, path: string, depth = 0): Fault[] {
  if (depth > mostDepth) return [{ path, code: 'too-deep', message: `The schema is nested deeper than ${mostDepth} levels` }];
  if (Array.isArray(schema)) return schema.flatMap((each, index) => faultsOfSchema(each, root, `${path}/${index}`, depth + 1));
  if (typeof schema !== 'object' || schema === null) return [];
  const { type, properties, pattern, $ref } = schema as Record<string, unknown>;
  const faults: Fault[] = [];
  const wrong = type === undefined ? undefined : [type].flat().find((each) => !schemaTypes.has(each as string));
  if (wrong !== undefined && (typeof type === 'string' || Array.isArray(type))) faults.push({ path: `${path}/type`, code: 'schema', message: `${JSON.stringify(wrong)} is no type of JSON Schema: ${[...schemaTypes].join(', ')}` });
  if (properties !== undefined && (typeof properties !== 'object' || properties === null || Array.isArray(properties))) faults.push({ path: `${path}/properties`, code: 'schema', message: 'properties is an object with a schema for each field' });
  if (typeof pattern === 'string') {
    try {
      new RegExp(pattern, 'u');
    } catch (error) {
      faults.push({ path: `${path}/pattern`, code: 'schema', message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (typeof $ref === 'string' && !leadsSomewhere(root, $ref)) faults.push({ path: `${path}/$ref`, code: 'schema', message: `${JSON.stringify($ref)} leads to nothing within this schema; schemas elsewhere are not read` });
  for (const [name, value] of Object.entries(schema)) {
    if (name !== 'enum' && name !== 'const' && name !== 'default' && name !== 'examples') faults.push(...faultsOfSchema(value, root, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1));
  }
  return faults;
}

function leadsSomewhere(root: unknown, reference: string): boolean {
  if (reference === '#') return true;
  if (!reference.startsWith('#/')) return false;
  let value = root;
  for (const part of reference.slice(2).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return false;
    value = (value as Record<string, unknown>)[name];
  }
  return true;
}

async function faultsOfClasses(classify: NonNullable<EventTypeDocument['classify']>, { container }: Pick<CheckContext, 'container'>): Promise<Fault[]> {
  const { repository } = container;
  if (!('ruleSetId' in classify)) {
    const found = await findByEndpoint(repository, classify.environment, classify.endpoint);
    return found ? [] : [{ path: '/classify/endpoint', code: 'not-published', message: `Nothing is published as ${classify.environment}/${classify.endpoint}` }];
  }
  if (!(await isRuleSet(repository, classify.ruleSetId))) return [{ path: '/classify/ruleSetId', code: 'unknown-rule-set', message: `There is no rule set ${JSON.stringify(classify.ruleSetId)}: list them with GET /v1/rule-sets` }];
  const made = compileRuleSet((await latestRuleSet(repository, classify.ruleSetId)).document);
  if (!made.ok) return [{ path: '/classify/ruleSetId', code: 'rule-set-invalid', message: `The rule set has faults: ${made.error[0]?.message}` }];
  const strange = made.value.factNames.filter((name) => !isClassFact(name));
  return strange.length === 0 ? [] : [{ path: '/classify/ruleSetId', code: 'unknown-fact', message: `The rule set asks for ${strange.slice(0, 10).join(', ')}; for classes there are type, customerId, at, data and data.<field>` }];
}

const typeName = new RegExp(eventTypePattern, 'u');

export async function checkEventType(document: EventTypeDocument, { container, id }: Pick<CheckContext, 'container' | 'id'>): Promise<Fault[]> {
  const faults: Fault[] = [];
  if (!typeName.test(id)) faults.push({ path: '', code: 'name', message: `${JSON.stringify(id)} cannot name a type of events: small letters, digits, "_", "." and "-", beginning with a letter, such as purchase or app.login` });
  const { schema, classify, raises = [], lowers = [], gives = [], withdraws = [] } = document;
  if (schema !== undefined) {
    const text = JSON.stringify(schema);
    if (text.length > longestSchema) faults.push({ path: '/schema', code: 'too-large', message: `The schema has ${text.length} characters; at most ${longestSchema} are taken` });
    else {
      faults.push(...faultsOfSchema(schema, schema, '/schema'));
      if (faults.length === 0) {
        try {
          compileDataCheck(schema);
        } catch (error) {
          faults.push({ path: '/schema', code: 'schema', message: error instanceof Error ? error.message : String(error) });
        }
      }
    }
  }
  for (const name of raises) if (lowers.includes(name)) faults.push({ path: '/lowers', code: 'both', message: `The flag ${name} is both raised and lowered` });
  for (const name of gives) if (withdraws.includes(name)) faults.push({ path: '/withdraws', code: 'both', message: `The consent ${name} is both given and withdrawn` });
  if (classify !== undefined) faults.push(...(await faultsOfClasses(classify, { container })));
  return faults;
}
