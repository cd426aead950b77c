import type { CampaignDraft, CampaignFacts, ImportSettings } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Analytics } from '../../ports/analytics.js';
import { createBeside } from './create-beside.js';
import { soundsLikeMoney } from './detection/detect-types.js';
import { countDuplicates, lastRows } from './load-rows.js';
import type { PlannedColumn } from './plan-columns.js';
import { dropTables, type StagingTables } from './staging.js';

const mostArms = 20;
const dayMs = 86_400_000;

export interface ExperimentOptions {
  importId: string;
  settings: ImportSettings;
  columns: readonly PlannedColumn[];
  version: number;
  signal?: AbortSignal;
}

/** An imported campaign is known by its import, so that doing it again finds the same one. */
export const importedCampaignId = (importId: string) => `imported-${importId}`;

const notReadable = (detail: string) => new ProblemError('import-not-readable', detail);

async function readArms(analytics: Analytics, rows: string, controlArm: string): Promise<string[]> {
  const arms = (await analytics.query<{ arm: string }>(`SELECT DISTINCT f_arm AS arm FROM (${rows}) ORDER BY arm LIMIT ${mostArms + 1}`)).map((row) => row.arm);
  if (arms.length > mostArms) throw notReadable(`The column of the groups has more than ${mostArms} different values (${arms.slice(0, 5).join(', ')} …): map another column to "arm".`);
  if (arms.length < 2) throw notReadable(`All rows are in one group (${arms.join('')}): a comparison needs two. Map another column to "arm".`);
  if (!arms.includes(controlArm)) throw notReadable(`No row is in the control group "${controlArm}": the groups are ${arms.join(', ')}. Choose one of them as the control group.`);
  return arms;
}

function plannedShares(arms: readonly string[], shares: Record<string, number> | undefined): Map<string, number> {
  if (!shares) return new Map(arms.map((arm) => [arm, 1 / arms.length]));
  const missing = arms.filter((arm) => shares[arm] === undefined);
  if (missing.length > 0) throw notReadable(`The planned shares leave out ${missing.map((arm) => `"${arm}"`).join(', ')}: give a share for each of ${arms.join(', ')}, or none at all for equal ones.`);
  const total = arms.reduce((sum, arm) => sum + shares[arm]!, 0);
  return new Map(arms.map((arm) => [arm, shares[arm]! / total]));
}

async function describeOutcomes(analytics: Analytics, rows: string, outcomes: readonly PlannedColumn[]): Promise<CampaignFacts['outcomes']> {
  const tests = outcomes.map((column, index) => `countIf(${column.name} IS NOT NULL AND ${column.name} NOT IN (0, 1)) AS others${index}, count(${column.name}) AS present${index}`);
  const [found] = await analytics.query<Record<string, string>>(`SELECT ${tests.join(', ')} FROM (${rows})`);
  return outcomes.map((column, index) => {
    if (Number(found?.[`present${index}`] ?? 0) === 0) throw notReadable(`The outcome "${column.target}" (column "${column.label}") has no value in any row: skip the column, or check the decimal mark.`);
    const kind = Number(found?.[`others${index}`] ?? 0) === 0 ? ('proportion' as const) : ('mean' as const);
    return { name: column.target, kind, money: kind === 'mean' && (soundsLikeMoney(column.label) || soundsLikeMoney(column.target)) };
  });
}

async function fillTables(analytics: Analytics, tables: StagingTables, { importId, columns, version, signal }: ExperimentOptions, rows: string, assignedAt: Date): Promise<void> {
  const campaignId = importedCampaignId(importId);
  const customer = columns.some((column) => column.name === 'f_customer_id') ? `if(f_customer_id = '', concat({importId:String}, ':', toString(line)), f_customer_id)` : `concat({importId:String}, ':', toString(line))`;
  const dimensions = columns.filter((column) => column.role === 'dimension');
  const outcomes = columns.filter((column) => column.role === 'outcome');
  const params = { importId, campaignId, version, assignedAt: assignedAt.getTime(), outcomes: outcomes.map((column) => column.target) };
  const options = signal ? { signal } : {};
  await dropTables(analytics, [tables.target, tables.outcomes]);
  await createBeside(analytics, tables.target, 'assignments');
  await createBeside(analytics, tables.outcomes, 'outcomes');
  const dims = dimensions.length === 0 ? 'map()' : `map(${dimensions.map((column) => `'${column.target}', ${column.name}`).join(', ')})`;
  await analytics.command(`INSERT INTO ${tables.target} (campaign_id, customer_id, arm, dims, assigned_at, version) SELECT {campaignId:String}, ${customer}, f_arm, ${dims}, fromUnixTimestamp64Milli({assignedAt:Int64}, 'UTC'), {version:UInt64} FROM (${rows})`, params, options);
  await analytics.command(
    `INSERT INTO ${tables.outcomes} (campaign_id, metric, customer_id, value, version)
     SELECT {campaignId:String}, measured.1, customer, assumeNotNull(measured.2), {version:UInt64}
     FROM (SELECT ${customer} AS customer, arrayJoin(arrayZip({outcomes:Array(String)}, [${outcomes.map((column) => column.name).join(', ')}])) AS measured FROM (${rows}))
     WHERE measured.2 IS NOT NULL`,
    params, options,
  );
}

/** A draft for the record: what was done happened elsewhere, only its outcome is known. */
function draftOf(name: string, startsOn: string, controlShare: number, salt: string): CampaignDraft {
  return {
    name, goal: 'outcomes', startsOn, weeks: 1, audience: { all: [] }, scoreSet: 'none', actions: [], objective: { kind: 'most-value' }, constraints: [],
    controlGroup: { share: Math.min(0.9, controlShare), salt: salt.slice(0, 64) }, weeklyDiscount: 0,
  };
}

/**
 * Makes a finished campaign of the checked rows: assignments and outcomes first, each in one step, and the campaign that
 * leads to them last, so that nobody sees a part of it.
 */
export async function loadExperiment({ analytics, repository, now }: Pick<Container, 'analytics' | 'repository' | 'now'>, tables: StagingTables, options: ExperimentOptions): Promise<{ duplicates: number; campaignId: string }> {
  const { importId, settings, columns, version, signal } = options;
  const experiment = settings.experiment ?? { name: importId, controlArm: '' };
  const keys = columns.filter((column) => column.name === 'f_customer_id').map((column) => column.name);
  // Rows without an id are customers of their own.
  const distinct = keys.map((key) => `if(${key} = '', toString(line), ${key})`);
  const duplicates = await countDuplicates(analytics, tables.checked, distinct, signal);
  const rows = lastRows(tables.checked, distinct, duplicates);
  const arms = await readArms(analytics, rows, experiment.controlArm);
  const shares = plannedShares(arms, experiment.shares);
  const outcomes = await describeOutcomes(analytics, rows, columns.filter((column) => column.role === 'outcome'));
  const lastDay = experiment.endedOn ?? new Date(version).toISOString().slice(0, 10);
  const endsBefore = new Date(Date.parse(lastDay) + dayMs).toISOString().slice(0, 10);
  await fillTables(analytics, tables, options, rows, new Date(lastDay));
  signal?.throwIfAborted();
  await analytics.command(`ALTER TABLE assignments ATTACH PARTITION tuple() FROM ${tables.target}`);
  await analytics.command(`ALTER TABLE outcomes ATTACH PARTITION tuple() FROM ${tables.outcomes}`);

  const facts: CampaignFacts = {
    arms: arms.map((arm) => ({ id: arm, role: arm === experiment.controlArm ? 'control' : 'target', share: shares.get(arm)! })),
    goal: 'outcomes',
    outcomes,
    dimensions: columns.filter((column) => column.role === 'dimension').map((column) => column.target),
    startsOn: lastDay,
    endsBefore,
    dataBefore: null,
  };
  const campaignId = importedCampaignId(importId);
  const row = { draft: JSON.stringify(draftOf(experiment.name, lastDay, shares.get(experiment.controlArm)!, importId)), facts: JSON.stringify(facts), updated_at: now() };
  await repository
    .insertInto('campaigns')
    .values({ id: campaignId, origin: 'imported', state: 'finished', version: 1, launched_at: new Date(lastDay), created_at: now(), ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute();
  return { duplicates, campaignId };
}
