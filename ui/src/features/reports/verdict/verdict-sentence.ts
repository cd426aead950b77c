import type { ReportModel, ReportVerdict } from '@arbiter/contracts/report-model';
import { t } from '$lib/i18n/i18n.svelte.js';
import { intervalText } from '../state/interval-text.js';
import type { ReportWords } from '../state/report-words.svelte.js';

/** The verdict as one sentence that a manager can repeat: what happened, by how much, how sure. */
export function verdictSentence(report: ReportModel, verdict: ReportVerdict, words: ReportWords): string {
  const unit = report.metrics.find((metric) => metric.id === verdict.metric)?.unit ?? 'number';
  const metric = words.metricInside(verdict.metric);
  const { estimate, low, high, reason } = verdict.absolute;
  const who = report.arms.filter((arm) => arm.role === 'target').length > 1 ? t('reports.verdictWhoArm', { arm: words.arm(verdict.arm) }) : t('reports.verdictWho');
  const signed = words.differenceInterval(low, high, unit);
  switch (verdict.code) {
    case 'effect-found-good':
    case 'effect-found-bad': {
      if (estimate === null) return t('reports.verdictLittle');
      const oneSided = low !== null && high !== null && low * high > 0;
      // "Less by 2.8 (1.9 … 3.7)" reads as it is meant only when both ends have the sign of the estimate.
      const ends = oneSided && low !== null && high !== null ? [Math.abs(low), Math.abs(high)].sort((a, b) => a - b) : null;
      const interval = ends ? intervalText(absoluteText(ends[0] ?? 0, unit, words), absoluteText(ends[1] ?? 0, unit, words)) : signed;
      return t(verdict.code === 'effect-found-good' ? 'reports.verdictGood' : 'reports.verdictBad', {
        metric,
        who,
        change: t(estimate < 0 ? 'reports.lessBy' : 'reports.moreBy', { difference: spokenText(Math.abs(estimate), unit, words) }),
        interval: `${words.interval} ${interval}`,
      });
    }
    case 'no-effect-seen': {
      const seen = t('reports.verdictNone', { metric, who, difference: words.difference(estimate, unit), interval: `${words.interval} ${signed}` });
      return verdict.smallestDetectable === null ? seen : `${seen} ${t('reports.verdictSmallest', { smallest: absoluteText(verdict.smallestDetectable, unit, words) })}`;
    }
    case 'not-enough-data': {
      const short = report.health.minimumData.arms.find(({ arm, enough }) => !enough && (arm === verdict.arm || report.arms.some(({ id, role }) => id === arm && role === 'control')));
      if (short) return t('reports.verdictFew', { arm: words.arm(short.arm), units: short.units, needed: report.health.minimumData.unitsNeeded });
      return `${t('reports.verdictLittle')} ${words.reason(reason)}`;
    }
  }
}

type Unit = ReportModel['metrics'][number]['unit'];

/** A difference without its sign, of shares in percentage points. */
function absoluteText(value: number, unit: Unit, words: ReportWords): string {
  return words.difference(value, unit).replace(/^[+−]/, '');
}

/** The same with days written out, as the head of a sentence wants it. */
function spokenText(value: number, unit: Unit, words: ReportWords): string {
  return unit === 'days' ? t('reports.days', { days: Math.round(value * 10) / 10 }) : absoluteText(value, unit, words);
}
