import { sipHash64 } from './sip-hash.js';

/** What decides who is kept out of a campaign's treatment. */
export interface ArmSplit {
  salt: string;
  campaignId: string;
  /** Planned share of the control group, 0 to 1; read to a hundredth of a per cent. */
  controlShare: number;
}

export type Arm = 'control' | 'target';

export const buckets = 10_000;
const separator = '\u001f';

/**
 * A customer's bucket, 0 to 9999: sipHash64(salt, campaign, customer, joined by the unit separator) modulo 10,000.
 * It depends on these three texts alone: a customer keeps it whoever else comes or goes.
 */
export function bucketOf({ salt, campaignId }: Pick<ArmSplit, 'salt' | 'campaignId'>, customerId: string): number {
  const { high, low } = sipHash64(`${salt}${separator}${campaignId}${separator}${customerId}`);
  // 2^32 is 7296 modulo 10,000.
  return ((high % buckets) * 7296 + (low % buckets)) % buckets;
}

/** Customers of the buckets below this are the control group. */
export const controlBuckets = ({ controlShare }: Pick<ArmSplit, 'controlShare'>): number => Math.round(controlShare * buckets);

/**
 * A customer's arm. In every stratum the same threshold applies to the same hash, so each stratum has the planned share in expectation
 * (within its binomial spread), and nobody changes arms when strata, segments or the audience change. An exact share by rank would give that up.
 */
export function armOf(split: ArmSplit, customerId: string): Arm {
  return bucketOf(split, customerId) < controlBuckets(split) ? 'control' : 'target';
}

/** The same bucket and arm as ClickHouse expressions over a column with the customer's identifier; values as typed parameters. */
export function armSql(split: ArmSplit, customerColumn = 'customer_id', prefix = 'arm_'): { bucket: string; arm: string; params: Record<string, string | number> } {
  const bucket = `sipHash64(concat({${prefix}key:String}, ${customerColumn})) % ${buckets}`;
  return {
    bucket,
    arm: `if(${bucket} < {${prefix}control:UInt16}, 'control', 'target')`,
    params: { [`${prefix}key`]: `${split.salt}${separator}${split.campaignId}${separator}`, [`${prefix}control`]: controlBuckets(split) },
  };
}
