import { orderedSegments } from '../../wording/ordered-segments.js';
import type { CampaignInput, DocumentReader } from '../document-input.js';
import { DocumentWords } from '../document-words.js';
import type { ReportDocument, Section } from '../report-document.js';
import { campaignCover, campaignFacts } from './campaign-cover.js';
import { campaignSheets } from './campaign-sheets.js';
import type { CampaignParts } from './campaign-words.js';
import { definitionsSection } from './definitions-section.js';
import { cumulativeSection, metricsSection, segmentSection } from './metric-sections.js';
import { channelSection, limitSection, moneySection } from './money-sections.js';
import { partSections } from './part-sections.js';

export function campaignParts({ report: given, names }: CampaignInput, reader: DocumentReader): CampaignParts {
  const report = orderedSegments(given);
  const words = new DocumentWords(reader, names);
  return { report, words, phrases: words.phrases(report), manyArms: report.arms.filter(({ role }) => role === 'target').length > 1 };
}

/** The control-vs-target report as pages and sheets: the verdict first, how it was made last. */
export function campaignDocument(input: CampaignInput, reader: DocumentReader): ReportDocument {
  const parts = campaignParts(input, reader);
  const { words } = parts;
  const sections: (Section | null)[] = [
    metricsSection(parts), segmentSection(parts), cumulativeSection(parts), moneySection(parts), channelSection(parts), limitSection(parts), ...partSections(parts), definitionsSection(parts),
  ];
  const facts = [...campaignFacts(parts), { label: words.text.made, value: words.instant(reader.madeAt) }];
  return {
    language: reader.language,
    locale: words.locale,
    title: input.name,
    kind: words.text.controlVsTarget,
    madeAt: words.instant(reader.madeAt),
    facts,
    cover: campaignCover(parts),
    sections: sections.filter((section) => section !== null),
    sheets: campaignSheets(parts, { title: input.name, facts }),
    words: { pageOf: words.text.pageOf, continued: words.text.continued },
  };
}
