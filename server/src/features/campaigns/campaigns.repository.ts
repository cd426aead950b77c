import type { Campaign, CampaignDraft, CampaignFacts, CampaignState, Goal } from '@arbiter/contracts/campaign';
import type { Kysely, Selectable } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';
import type { CampaignsTable, Database } from '../../repository/tables.js';

type Row = Selectable<CampaignsTable>;

export interface CampaignSummary {
  id: string;
  name: string;
  state: CampaignState;
  origin: 'own' | 'imported';
  goal: Goal;
  startsOn: string;
  weeks: number;
  updatedAt: string;
  approvedRunId: string | null;
  hasReport: boolean;
}

export async function listCampaigns(repository: Kysely<Database>): Promise<CampaignSummary[]> {
  const rows = await repository.selectFrom('campaigns').selectAll().orderBy('updated_at', 'desc').orderBy('id').execute();
  return rows.map(({ id, draft, state, origin, updated_at, approved_run_id, facts }) => ({
    id, state, origin,
    name: draft.name, goal: draft.goal, startsOn: draft.startsOn, weeks: draft.weeks,
    updatedAt: updated_at.toISOString(),
    approvedRunId: approved_run_id,
    hasReport: facts !== null,
  }));
}

export async function findCampaignRow(repository: Kysely<Database>, id: string): Promise<Row> {
  const row = await repository.selectFrom('campaigns').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no campaign "${id}"`);
  return row;
}

export async function findCampaign(repository: Kysely<Database>, id: string): Promise<Campaign> {
  return toCampaign(await findCampaignRow(repository, id));
}

export async function addCampaign(repository: Kysely<Database>, id: string, draft: CampaignDraft, now: Date): Promise<Campaign> {
  const row = await repository
    .insertInto('campaigns')
    .values({ id, draft: JSON.stringify(draft), origin: 'own', state: 'draft', version: 1, approved_run_id: null, created_at: now, updated_at: now })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toCampaign(row);
}

export interface CampaignChange {
  draft?: CampaignDraft;
  state?: CampaignState;
  approvedRunId?: string | null;
  launchedAt?: Date;
  facts?: CampaignFacts;
}

/**
 * Changes a campaign that still is at this version and in one of these states, and raises the version.
 * Compare and swap in one statement: of two people who save at once, the second is told so.
 * Throws stale-version (with the present version), wrong-state or not-found.
 */
export async function changeCampaign(repository: Kysely<Database>, id: string, version: number, from: readonly CampaignState[], change: CampaignChange, now: Date): Promise<Campaign> {
  const row = await repository
    .updateTable('campaigns')
    .set({
      version: version + 1,
      updated_at: now,
      ...(change.draft ? { draft: JSON.stringify(change.draft) } : {}),
      ...(change.state ? { state: change.state } : {}),
      ...(change.approvedRunId !== undefined ? { approved_run_id: change.approvedRunId } : {}),
      ...(change.launchedAt ? { launched_at: change.launchedAt } : {}),
      ...(change.facts ? { facts: JSON.stringify(change.facts) } : {}),
    })
    .where('id', '=', id)
    .where('version', '=', version)
    .where('state', 'in', [...from])
    .where('origin', '=', 'own')
    .returningAll()
    .executeTakeFirst();
  if (row) return toCampaign(row);
  const present = await findCampaignRow(repository, id);
  requireVersion(present, version);
  requireState(present, from);
  throw new ProblemError('wrong-state', `Campaign "${present.draft.name}" was imported as a finished one and cannot be changed`, { details: { state: present.state } });
}

export function requireVersion(row: { version: number; draft: CampaignDraft }, version: number): void {
  if (row.version !== version) throw new ProblemError('stale-version', `Campaign "${row.draft.name}" is at version ${row.version} by now, your change is based on version ${version}: load it again and repeat the change`, { details: { version: row.version } });
}

export function requireState(row: { state: CampaignState; draft: CampaignDraft }, states: readonly CampaignState[]): void {
  if (!states.includes(row.state)) throw new ProblemError('wrong-state', `Campaign "${row.draft.name}" is ${row.state}; this needs it to be ${states.join(' or ')}`, { details: { state: row.state, needed: [...states] } });
}

export function toCampaign({ id, draft, state, version, approved_run_id, created_at, updated_at, launched_at }: Row): Campaign {
  return { id, draft, state, version, approvedRunId: approved_run_id, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString(), launchedAt: launched_at?.toISOString() ?? null };
}
