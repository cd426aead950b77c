import type { CampaignDraft } from '@arbiter/contracts';
import type { MetricUnit, ReportModel, UndefinedReason } from '@arbiter/contracts/report-model';
import type { ChartContext } from '@arbiter/reports/charts/chart-wording';
import { ReportPhrases } from '@arbiter/reports/wording/report-phrases';
import { constraintSentence } from '$features/campaigns/constraints/constraint-sentence.js';
import { useWording } from '$features/campaigns/constraints/wording.svelte.js';
import { format } from '$lib/format/format.svelte.js';
import { i18n, t } from '$lib/i18n/i18n.svelte.js';
import { appearance } from '$lib/theme/theme.svelte.js';

/** How the things of a report are called and its numbers written, in the reader's language, as in the report's files. Made once by the report's page. */
export class ReportWords {
  readonly #catalogue = useWording();
  readonly #report: () => ReportModel;
  readonly #draft: () => Pick<CampaignDraft, 'constraints'>;
  readonly phrases = $derived.by(() => new ReportPhrases(this.#report(), {
    language: i18n.language,
    currency: format.currency,
    text: (key, values) => t(`reports.${key}`, values),
    coded: (key) => i18n.coded('reports', key),
    names: { dimension: (name) => this.#catalogue.attribute(name), value: (dimension, value) => this.#catalogue.value(dimension, value), channel: (id) => this.#catalogue.channel(id), action: (id) => this.#catalogue.action(id), limit: (id) => this.limit(id) },
  }));

  constructor(report: () => ReportModel, draft: () => Pick<CampaignDraft, 'constraints'>) {
    this.#report = report;
    this.#draft = draft;
  }

  metric = (id: string): string => this.phrases.metric(id);
  metricHelp = (id: string): string | undefined => this.phrases.metricHelp(id);
  /** The metric's name within a sentence. */
  metricInside = (id: string): string => this.phrases.metricInside(id);
  arm = (id: string): string => this.phrases.arm(id);
  dimension = (name: string): string => this.phrases.dimension(name);
  value = (dimension: string, value: string): string => this.phrases.value(dimension, value);
  /** A value of the dimension that the report is cut by. */
  segment = (value: string | null): string => this.phrases.segment(value);
  channel = (id: string): string => this.#catalogue.channel(id);

  limit(constraintId: string): string {
    const constraint = this.#draft().constraints.find((row) => row.id === constraintId);
    return constraint ? constraintSentence(constraint, this.#catalogue) : constraintId;
  }

  reason = (reason: UndefinedReason | null): string => this.phrases.reason(reason);

  /** "95 % CI". */
  get interval(): string {
    return this.phrases.interval;
  }

  amount = (value: number | null, unit: MetricUnit): string => this.phrases.amount(value, unit);
  difference = (value: number | null, unit: MetricUnit): string => this.phrases.difference(value, unit);
  relative = (value: number | null): string => this.phrases.relative(value);
  differenceInterval = (low: number | null, high: number | null, unit: MetricUnit): string => this.phrases.differenceInterval(low, high, unit);
  relativeInterval = (low: number | null, high: number | null): string => this.phrases.relativeInterval(low, high);
  probability = (p: number | null): string => this.phrases.probability(p);
  /** "p = 0.02", "p < 0.0001". */
  probabilityText = (p: number | null): string => this.phrases.probabilityText(p);
  chart = (narrow: boolean): ChartContext => this.phrases.chart({ theme: appearance.dark ? 'dark' : 'light', narrow });
}
