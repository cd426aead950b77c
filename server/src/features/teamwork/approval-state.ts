import { roles } from '@arbiter/contracts';
import type { Kysely } from 'kysely';
import { permissionsOfRole } from '../../http/permissions.js';
import type { Database } from '../../repository/tables.js';

type Repository = Kysely<Database>;

export interface Approval {
  approved: boolean;
  /** Who changed the draft since the version registered last. */
  editors: string[];
  /** Who approved what the draft says now. */
  approvers: string[];
  /** Who asked for changes of what the draft says now. */
  against: string[];
}

/** Whether a project asks that another person approves before a version is registered. */
export async function needsApproval(repository: Repository, projectId: string): Promise<boolean> {
  const row = await repository.selectFrom('project_approvals').select('needed').where('project_id', '=', projectId).executeTakeFirst();
  return row?.needed ?? false;
}

/** Four eyes on every change: whoever edited since the last version needs the approval of somebody else. Two who edit approve each other's. */
export const isApproved = (editors: readonly string[], approvers: readonly string[]): boolean => approvers.length > 0 && editors.every((editor) => approvers.some((approver) => approver !== editor));

/** Who edited, approved and refused what a draft says. `content` is its mark. */
export async function readApproval(repository: Repository, itemId: string, content: string): Promise<Approval> {
  const last = await repository.selectFrom('item_versions').select('created_at').where('item_id', '=', itemId).orderBy('version', 'desc').limit(1).executeTakeFirst();
  let edits = repository.selectFrom('item_editors').select('author').where('item_id', '=', itemId);
  if (last) edits = edits.where('at', '>', last.created_at);
  const editors = (await edits.orderBy('at').execute()).map(({ author }) => author);
  const verdicts = await repository.selectFrom('item_review_verdicts as v').innerJoin('item_reviews as r', 'r.id', 'v.review_id').select(['v.author', 'v.verdict']).where('r.item_id', '=', itemId).where('r.content', '=', content).where('r.withdrawn', '=', false).orderBy('v.at').execute();
  // Of what one person said to several requests about the same content, the last counts.
  const words = new Map(verdicts.map(({ author, verdict }) => [author, verdict]));
  const who = (verdict: string): string[] => [...words].filter(([, one]) => one === verdict).map(([author]) => author);
  const [approvers, against] = [who('approved'), who('changes')];
  return { approved: against.length === 0 && isApproved(editors, approvers), editors, approvers, against };
}

const reviewingRoles = roles.filter((role) => [permissionsOfRole(role).strategies, permissionsOfRole(role).publications].includes('write'));

/** How many people may review. */
export async function countReviewers(repository: Repository): Promise<number> {
  const { count } = await repository.selectFrom('users').select(({ fn }) => fn.countAll<number>().as('count')).where('role', 'in', reviewingRoles).executeTakeFirstOrThrow();
  return Number(count);
}
