import type { MetricUnit, ReportVerdict } from '@arbiter/contracts/report-model';
import { intervalText } from './interval-text.js';
import type { ReportPhrases } from './report-phrases.js';

/** The verdict as one sentence that a manager can repeat: what happened, by how much, how sure. */
export function verdictSentence(verdict: ReportVerdict, words: ReportPhrases): string {
  const { report } = words;
  const unit = report.metrics.find((metric) => metric.id === verdict.metric)?.unit ?? 'number';
  const metric = words.metricInside(verdict.metric);
  const { estimate, low, high, reason } = verdict.absolute;
  const who = report.arms.filter((arm) => arm.role === 'target').length > 1 ? words.text('verdictWhoArm', { arm: words.arm(verdict.arm) }) : words.text('verdictWho');
  const signed = words.differenceInterval(low, high, unit);
  switch (verdict.code) {
    case 'effect-found-good':
    case 'effect-found-bad': {
      if (estimate === null) return words.text('verdictLittle');
      // "Less by 2.8 (1.9 … 3.7)" reads as it is meant only when both ends have the sign of the estimate.
      const oneSided = low !== null && high !== null && low * high > 0;
      const ends = oneSided && low !== null && high !== null ? [Math.abs(low), Math.abs(high)].sort((a, b) => a - b) : null;
      const interval = ends ? intervalText(absoluteText(ends[0] ?? 0, unit, words), absoluteText(ends[1] ?? 0, unit, words)) : signed;
      return words.text(verdict.code === 'effect-found-good' ? 'verdictGood' : 'verdictBad', {
        metric,
        who,
        change: words.text(estimate < 0 ? 'lessBy' : 'moreBy', { difference: spokenText(Math.abs(estimate), unit, words) }),
        interval: `${words.interval} ${interval}`,
      });
    }
    case 'no-effect-seen': {
      const seen = words.text('verdictNone', { metric, who, difference: words.difference(estimate, unit), interval: `${words.interval} ${signed}` });
      return verdict.smallestDetectable === null ? seen : `${seen} ${words.text('verdictSmallest', { smallest: absoluteText(verdict.smallestDetectable, unit, words) })}`;
    }
    case 'not-enough-data': {
      const short = report.health.minimumData.arms.find(({ arm, enough }) => !enough && (arm === verdict.arm || report.arms.some(({ id, role }) => id === arm && role === 'control')));
      if (short) return words.text('verdictFew', { arm: words.arm(short.arm), units: short.units, needed: report.health.minimumData.unitsNeeded });
      return `${words.text('verdictLittle')} ${words.reason(reason)}`;
    }
  }
}

/** A difference without its sign, of shares in percentage points. */
function absoluteText(value: number, unit: MetricUnit, words: ReportPhrases): string {
  return words.difference(value, unit).replace(/^[+−]/, '');
}

/** The same with days written out, as the head of a sentence wants it. */
function spokenText(value: number, unit: MetricUnit, words: ReportPhrases): string {
  return unit === 'days' ? words.text('days', { days: Math.round(value * 10) / 10 }) : absoluteText(value, unit, words);
}
