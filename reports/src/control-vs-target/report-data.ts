import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { CumulativeRow } from './cumulative-statistics.js';
import type { ActionUseRow } from './queries/action-use.js';
import type { ArmUnitsRow } from './queries/arm-units.js';
import type { ChannelUseRow } from './queries/channel-use.js';
import type { ContactReachRow } from './queries/contact-reach.js';
import type { DataFreshnessRow } from './queries/data-freshness.js';
import { mergeStatistics, type StatisticsRow } from './sufficient-statistics.js';
import type { PairMoments } from '../stats/moments.js';

/** Everything that the store said: the answers of the report's queries. */
export interface ReportData {
  units: ArmUnitsRow[];
  /** All metrics, by arm and segment; `billed_before` among them for the balance check. */
  statistics: StatisticsRow[];
  cumulative: CumulativeRow[];
  reach: ContactReachRow[];
  channels: ChannelUseRow[];
  actions: ActionUseRow[];
  freshness: DataFreshnessRow | null;
}

/** Arms by role: every target arm is compared with all control arms together. */
export interface ReportArms {
  targets: string[];
  controls: ReadonlySet<string>;
}

export function armsOf(facts: CampaignFacts): ReportArms {
  return {
    targets: facts.arms.filter((arm) => arm.role === 'target').map((arm) => arm.id),
    controls: new Set(facts.arms.filter((arm) => arm.role === 'control').map((arm) => arm.id)),
  };
}

/** Statistics of a metric over some arms, in one segment or in all of them. */
export function statisticsOf(rows: readonly StatisticsRow[], metric: string, arms: ReadonlySet<string>, segment: string | null): PairMoments {
  return mergeStatistics(rows.filter((row) => row.metric === metric && arms.has(row.arm) && (segment === null || row.segment === segment)));
}

export function unitsOf(rows: readonly ArmUnitsRow[], arms: ReadonlySet<string>, segment: string | null): number {
  return rows.filter((row) => arms.has(row.arm) && (segment === null || row.segment === segment)).reduce((sum, row) => sum + row.units, 0);
}
