import type { ControlGroup } from '@arbiter/contracts/campaign';
import type { Condition } from '@arbiter/contracts/condition';
import type { Attribute } from '@arbiter/contracts/data-model';
import type { Fault } from '@arbiter/contracts/problems';
import { armSql } from '@arbiter/engine/assignment/index';
import { checkCondition, toClickHouseSql } from '@arbiter/engine/condition/index';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { QueryParams } from '../../ports/analytics.js';
import { listAttributes } from '../datasets/api.js';

type Stores = Pick<Container, 'repository'>;

/** An expression over the columns of `customers`; values are typed parameters only. */
export interface SqlFragment {
  sql: string;
  params: QueryParams;
}

export async function listAudienceAttributes({ repository }: Stores): Promise<Attribute[]> {
  return listAttributes(repository);
}

/** Faults of an audience's condition, their paths beginning with `path`. */
export function checkAudience(condition: Condition, attributes: readonly Attribute[], path: string): Fault[] {
  return checkCondition(condition, attributes).map((fault) => ({ ...fault, path: `${path}${fault.path}` }));
}

/** Who is in the audience. Throws condition-invalid with the faults; their paths begin with `path`. */
export async function audienceSql(stores: Stores, condition: Condition, path = ''): Promise<SqlFragment> {
  const made = toClickHouseSql(condition, await listAudienceAttributes(stores), 'audience_');
  if (made.ok) return made.value;
  const faults = made.error.map((fault) => ({ ...fault, path: `${path}${fault.path}` }));
  throw new ProblemError('condition-invalid', faults[0]?.message ?? 'The condition cannot be read', { faults });
}

/**
 * Who of the customers belongs to the campaign's control group: a pure function of salt, campaign and customer, so that the
 * split of a count, of a run and of the launch are the same. Whether somebody is in the audience or consents plays no part.
 */
export function controlSql(campaignId: string, { salt, share }: ControlGroup): SqlFragment {
  if (share === 0) return { sql: 'false', params: {} };
  const { arm, params } = armSql({ salt, campaignId, controlShare: share });
  return { sql: `(${arm}) = 'control'`, params };
}

/** The group of customers within which the arms are compared; the attribute's name is one of the known ones. */
export function stratumSql({ stratifyBy }: Pick<ControlGroup, 'stratifyBy'>): string {
  return stratifyBy === undefined ? "''" : `ifNull(toString(\`${stratifyBy}\`), '')`;
}
