import type { ReportComparison, ReportEffect, ReportMetric, ReportModel } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../../wording/report-phrases.js';
import { comparisonTone, type ComparisonTone } from '../../wording/comparison-tone.js';
import type { DocumentWords } from '../document-words.js';
import type { PrintCell, Tone } from '../report-document.js';

/** What all parts of a campaign's document need. */
export interface CampaignParts {
  report: ReportModel;
  /** Names and numbers of the report. */
  phrases: ReportPhrases;
  words: DocumentWords;
  manyArms: boolean;
}

const tones: Record<ComparisonTone, Tone> = { better: 'good', worse: 'bad', open: 'neutral', unknown: 'caution' };
const toneKeys = { better: 'toneBetter', worse: 'toneWorse', open: 'toneOpen', unknown: 'toneUnknown' } as const;

export function metricOf(report: ReportModel, id: string): Pick<ReportMetric, 'unit' | 'incrementalUnit' | 'role'> {
  return report.metrics.find((metric) => metric.id === id) ?? { unit: 'number', incrementalUnit: null, role: 'secondary' };
}

/** "Better than control", in its colour. */
export function conclusionCell({ report, phrases }: CampaignParts, row: ReportComparison): PrintCell {
  const tone = comparisonTone(report, row);
  return { text: phrases.text(toneKeys[tone]), tone: tones[tone] };
}

/** A difference with its interval under it, or why it cannot be known. */
export function differenceCell({ report, phrases }: CampaignParts, metric: string, effect: ReportEffect): PrintCell {
  const { unit } = metricOf(report, metric);
  if (effect.estimate === null) return { text: '—', detail: phrases.reason(effect.reason) };
  return { text: phrases.difference(effect.estimate, unit), detail: phrases.differenceInterval(effect.low, effect.high, unit), strong: true };
}

export function relativeCell({ phrases }: CampaignParts, effect: ReportEffect): PrintCell {
  return effect.estimate === null ? { text: '—' } : { text: phrases.relative(effect.estimate), detail: phrases.relativeInterval(effect.low, effect.high) };
}

export function armOf(parts: CampaignParts, arm: string): PrintCell {
  return { text: parts.phrases.arm(arm) };
}

export const plain = (text: string): PrintCell => ({ text });
