import type { Section } from '../report-document.js';
import type { CampaignParts } from './campaign-words.js';

/** What each metric is, and how the numbers were made, for whoever has to defend them. */
export function definitionsSection({ report, phrases, words }: CampaignParts): Section {
  const terms = report.metrics.flatMap(({ id }) => {
    const meaning = phrases.metricHelp(id);
    return meaning ? [{ term: phrases.metric(id), meaning }] : [];
  });
  return { title: words.text.definitions, blocks: [...(terms.length ? [{ kind: 'terms' as const, items: terms }] : []), { kind: 'list', items: methodNotes({ report, phrases }) }] };
}

export function methodNotes({ report, phrases }: Pick<CampaignParts, 'report' | 'phrases'>): string[] {
  const kinds = new Set(report.metrics.map(({ kind }) => kind));
  return [
    phrases.text('methodAssignment'),
    ...(kinds.has('proportion') ? [phrases.text('methodProportion')] : []),
    ...(kinds.has('mean') ? [phrases.text('methodMean')] : []),
    ...(kinds.has('ratio') ? [phrases.text('methodRatio')] : []),
    ...(report.adjustment === 'none' ? [] : [phrases.text(report.adjustment === 'holm' ? 'methodHolm' : 'methodBenjamini')]),
    phrases.text('methodVerdict'),
    ...(report.goal === 'turnover' ? [phrases.text('methodDays')] : []),
  ];
}
