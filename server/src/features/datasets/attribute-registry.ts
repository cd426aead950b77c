import { datasets, Name, Title, type Attribute, type AttributeType } from '@arbiter/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';

/** How an attribute is stored: money in minor units, a missing text as an empty one, everything else missing as null. */
const columnTypes: Record<AttributeType, string> = {
  text: 'LowCardinality(String)',
  number: 'Nullable(Float64)',
  money: 'Nullable(Int64)',
  boolean: 'Nullable(Bool)',
  date: 'Nullable(Date32)',
  instant: "Nullable(DateTime64(3, 'UTC'))",
  list: 'Array(LowCardinality(String))',
};

const mostAttributes = 1000;
const CheckedName = Compile(Name);
const CheckedTitles = Compile(Type.Record(Type.String(), Title));
const builtIn: readonly Attribute[] = datasets.customers.fields.map(({ name, type, title }) => ({ name, type, title, builtIn: true }));
/** Columns of the table that are no attributes. */
const reserved = new Set(['version']);

/** Attributes of customers: the built-in ones, then those that imports added, in the order of their names; with the titles of their values where they have any. */
export async function listAttributes(repository: Container['repository']): Promise<Attribute[]> {
  const [own, setting] = await Promise.all([
    repository.selectFrom('attributes').select(['name', 'type', 'title']).orderBy('name').execute(),
    repository.selectFrom('settings').select('value').where('key', '=', 'value-titles').executeTakeFirst(),
  ]);
  const titles: unknown = setting?.value;
  return [...builtIn, ...own.map(({ name, type, title }) => ({ name, type, title, builtIn: false }))].map((attribute) => withValueTitles(attribute, titles));
}

/** Adds the titles of the attribute's values; a setting that is not of the shape agreed upon titles nothing. */
function withValueTitles(attribute: Attribute, titles: unknown): Attribute {
  if (typeof titles !== 'object' || titles === null || !Object.hasOwn(titles, attribute.name)) return attribute;
  const valueTitles: unknown = (titles as Record<string, unknown>)[attribute.name];
  return CheckedTitles.Check(valueTitles) ? { ...attribute, valueTitles } : attribute;
}

function checkNew({ name, type }: Attribute, known: ReadonlyMap<string, Attribute>): boolean {
  if (!CheckedName.Check(name)) throw new ProblemError('validation-failed', `An attribute cannot be called ${JSON.stringify(name)}: use lower-case Latin letters, digits and underscores, a letter first, at most 63 of them`);
  const other = known.get(name);
  if (reserved.has(name) || other?.builtIn) throw new ProblemError('conflict', `"${name}" is built in: choose another name`);
  if (other && other.type !== type) throw new ProblemError('conflict', `Customers have an attribute "${name}" of type ${other.type} already, not ${type}: choose another name, or that type`);
  return other === undefined;
}

/**
 * Gives customers further attributes, each a column of its own. What is there already with the same type stays as it is,
 * so it may be called again after a crash. Throws validation-failed for a name, conflict for a type.
 */
export async function addAttributes(container: Pick<Container, 'repository' | 'analytics' | 'now'>, attributes: readonly Omit<Attribute, 'builtIn'>[]): Promise<void> {
  const { repository, analytics, now } = container;
  const known = new Map((await listAttributes(repository)).map((attribute) => [attribute.name, attribute]));
  const added = attributes.map((attribute) => ({ ...attribute, builtIn: false })).filter((attribute) => {
    const isNew = checkNew(attribute, known);
    known.set(attribute.name, attribute);
    return isNew;
  });
  if (added.length === 0) return;
  if (known.size > mostAttributes) throw new ProblemError('too-large', `Customers would have ${known.size} attributes; ${mostAttributes} is the most. Skip columns that no condition or report needs`);
  await analytics.command(`ALTER TABLE customers ${added.map(({ name, type }) => `ADD COLUMN IF NOT EXISTS \`${name}\` ${columnTypes[type]}`).join(', ')}`);
  // Somebody else may have added a column of that name at the same moment: the table decides what its type is.
  const columns = await analytics.query<{ name: string; type: string }>(`SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'customers'`);
  for (const { name, type } of added) {
    const actual = columns.find((column) => column.name === name)?.type;
    if (actual !== columnTypes[type]) throw new ProblemError('conflict', `The column "${name}" of customers holds ${actual ?? 'nothing'}, not ${type}: choose another name`);
  }
  await repository
    .insertInto('attributes')
    .values(added.map(({ name, type, title }) => ({ name, type, title: JSON.stringify(title), created_at: now() })))
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
}
