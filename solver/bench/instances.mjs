// Named instances for measurements: CUSTOMERS-LIMITS[-roubles|-segment][-planted], e.g. 100k-11, 1M-911, 1M-11-roubles, 10M-911-planted.
import { Campaign } from '@arbiter/solver/fixtures/campaign';
import { gapDocument, mmkpDocument } from '@arbiter/solver/fixtures/classical-problems';
import { lumpyProblem } from '@arbiter/solver/fixtures/lumpy-problems';

/** The shape that a name stands for. */
export function campaignShape(name, seed = 1) {
  const [size, limits, ...more] = name.split('-');
  const customers = Number(size.replace(/k$/, '000').replace(/M$/, '000000'));
  const known = ['roubles', 'segment', 'planted'];
  if (!Number.isInteger(customers) || customers < 1 || !['11', '91', '911'].includes(limits) || more.some((word) => !known.includes(word))) {
    throw new Error(`There is no instance "${name}". Names are CUSTOMERS-LIMITS[-roubles|-segment][-planted] with 11, 91 or 911 limits (100k-11, 1M-911-planted), gap-TYPE-MACHINESxJOBS (gap-D-10x100), mmkp-CLASSESxITEMSxRESOURCES[-correlated] (mmkp-100x10x10), lumpy-CUSTOMERS[-floors]`);
  }
  return { customers, limits: Number(limits), values: more.find((word) => word !== 'planted') ?? 'lognormal', planted: more.includes('planted'), seed };
}

/** The document of a small named instance with its rows in it; null for a campaign. */
export function smallDocument(name, seed = 1) {
  const gap = /^gap-([A-E])-(\d+)x(\d+)$/.exec(name);
  if (gap) return gapDocument({ type: gap[1], machines: Number(gap[2]), jobs: Number(gap[3]), seed });
  const mmkp = /^mmkp-(\d+)x(\d+)x(\d+)(-correlated)?$/.exec(name);
  if (mmkp) return mmkpDocument({ classes: Number(mmkp[1]), items: Number(mmkp[2]), resources: Number(mmkp[3]), correlated: mmkp[4] !== undefined, seed });
  const lumpy = /^lumpy-(\d+)(-floors)?$/.exec(name);
  if (lumpy) return lumpyProblem({ customers: Number(lumpy[1]), limits: lumpy[2] ? 'floors' : 'caps', seed });
  return null;
}

export const campaignOf = (name, seed) => new Campaign(campaignShape(name, seed));
