import { notKnown, type Result } from '../../stats/result.js';
import type { SecondsHistogram } from '../asked-view.js';

/**
 * A quantile of a histogram, seconds: within a bucket the observations are taken as evenly spread, as PromQL's histogram_quantile does. Beyond the
 * last bound that bound is given, and `atLeast` says so.
 */
export function histogramQuantile({ count, buckets }: SecondsHistogram, share: number): Result<{ seconds: number; atLeast: boolean }> {
  if (count === 0) return notKnown('no-data');
  const wanted = share * count;
  let [bound, before] = [0, 0];
  for (const bucket of [...buckets].sort((a, b) => a.atMostSeconds - b.atMostSeconds)) {
    if (!Number.isFinite(bucket.atMostSeconds)) break;
    if (bucket.count >= wanted) {
      const inside = bucket.count - before;
      return { seconds: inside === 0 ? bucket.atMostSeconds : bound + ((bucket.atMostSeconds - bound) * (wanted - before)) / inside, atLeast: false };
    }
    [bound, before] = [bucket.atMostSeconds, bucket.count];
  }
  return { seconds: bound, atLeast: true };
}
