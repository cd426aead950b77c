import type { CampaignDraft } from '@arbiter/contracts';
import type { MetricUnit, ReportModel, UndefinedReason } from '@arbiter/contracts/report-model';
import { type ChartContext, formatDifference, formatPercent, formatValue } from '@arbiter/reports/charts/chart-wording';
import { constraintSentence } from '$features/campaigns/constraints/constraint-sentence.js';
import { useWording } from '$features/campaigns/constraints/wording.svelte.js';
import { format } from '$lib/format/format.svelte.js';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import { titleOf } from '$lib/i18n/title.js';
import { appearance } from '$lib/theme/theme.svelte.js';
import { intervalText } from './interval-text.js';

const locales = { ru: 'ru-RU', en: 'en-GB' } as const;

/** How the things of a report are called and its numbers written, in the reader's language. Made once by the report's page. */
export class ReportWords {
  readonly #catalogue = useWording();
  readonly #context = $derived({ ...this.chart(false), fixedDigits: true });
  readonly #report: () => ReportModel;
  readonly #draft: () => CampaignDraft;

  constructor(report: () => ReportModel, draft: () => CampaignDraft) {
    this.#report = report;
    this.#draft = draft;
  }

  /** A metric of this product by its own name, an imported one by its title or the name of its column. */
  metric(id: string): string {
    const title = this.#report().metrics.find((metric) => metric.id === id)?.title;
    return i18n.coded('reports', `metric-${id}`) ?? (title ? titleOf(title) : id);
  }

  metricHelp(id: string): string | undefined {
    return i18n.coded('reports', `metricHelp-${id}`) ?? undefined;
  }

  /** The metric's name within a sentence. */
  metricInside(id: string): string {
    return i18n.coded('reports', `metricInside-${id}`) ?? t('reports.quoted', { name: this.metric(id) });
  }

  arm(id: string): string {
    return i18n.coded('reports', `arm-${id}`) ?? id;
  }

  dimension(name: string): string {
    return this.#catalogue.attribute(name);
  }

  value(dimension: string, value: string): string {
    return value === '' ? t('reports.noValue') : this.#catalogue.value(dimension, value);
  }

  /** A value of the dimension that the report is cut by. */
  segment(value: string | null): string {
    return value === null ? t('reports.allCustomers') : this.value(this.#report().dimension ?? '', value);
  }

  channel(id: string): string {
    return this.#catalogue.channel(id);
  }

  limit(constraintId: string): string {
    const constraint = this.#draft().constraints.find((row) => row.id === constraintId);
    return constraint ? constraintSentence(constraint, this.#catalogue) : constraintId;
  }

  reason(reason: UndefinedReason | null): string {
    return reason === null ? t('reports.reason-unknown') : (i18n.coded('reports', `reason-${reason}`) ?? t('reports.reason-unknown'));
  }

  /** "95 % CI". */
  get interval(): string {
    return t('reports.interval', { level: formatPercent(this.#report().confidence, locales[i18n.language]) });
  }

  amount(value: number | null, unit: MetricUnit): string {
    return formatValue(value, unit, this.#context).replace(/^-/, '−');
  }

  difference(value: number | null, unit: MetricUnit): string {
    return formatDifference(value, unit, this.#context);
  }

  relative(value: number | null): string {
    return value === null ? '—' : `${value > 0 ? '+' : value < 0 ? '−' : ''}${formatPercent(Math.abs(value), locales[i18n.language])}`;
  }

  differenceInterval(low: number | null, high: number | null, unit: MetricUnit): string {
    return low === null || high === null ? '—' : intervalText(this.difference(low, unit), this.difference(high, unit));
  }

  relativeInterval(low: number | null, high: number | null): string {
    return low === null || high === null ? '—' : intervalText(this.relative(low), this.relative(high));
  }

  /** A probability to two digits or so; what is very small is only said to be so. */
  probability(p: number | null): string {
    if (p === null) return '—';
    if (p < 0.0001) return `< ${format.number(0.0001, 4)}`;
    const digits = p < 0.001 ? 4 : p < 0.1 ? 3 : 2;
    return new Intl.NumberFormat(locales[i18n.language], { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(p);
  }

  /** "p = 0.02", "p < 0.0001". */
  probabilityText(p: number | null): string {
    const text = this.probability(p);
    return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
  }

  chart(narrow: boolean): ChartContext {
    return {
      text: {
        target: t('reports.target'),
        control: t('reports.control'),
        difference: t('reports.difference'),
        interval: this.interval,
        allCustomers: t('reports.allCustomers'),
        noEffect: t('reports.noEffectLine'),
        used: t('reports.used'),
        planned: t('reports.planned'),
        limit: t('reports.limit'),
        percentagePoints: t('reports.percentagePoints'),
        days: t('reports.daysShort'),
      },
      locale: locales[i18n.language],
      currency: format.currency,
      theme: appearance.dark ? 'dark' : 'light',
      narrow,
      metricTitle: (metric) => this.metric(metric),
      segmentTitle: (segment) => this.segment(segment),
      itemTitle: (id) => this.limit(id),
    };
  }
}
