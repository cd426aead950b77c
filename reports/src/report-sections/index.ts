import type { ReportModel } from '@arbiter/contracts/report-model';
import type { ReportPhrases } from '../wording/report-phrases.js';
import { collectionSections } from './collection-sections.js';
import { courseSections } from './course-sections.js';
import { precisionSections } from './precision-sections.js';
import type { ReportSectionTable, SectionChoice } from './section-table.js';
import { timeSections } from './time-sections.js';
import { upliftSections } from './uplift-sections.js';

export { type ReportSectionTable, type SectionChoice, type SectionGroup, sectionGroups } from './section-table.js';

/** Every part of the report beside its summary, in reading order. */
export function reportSectionTables(report: ReportModel, phrases: ReportPhrases, choice: SectionChoice): ReportSectionTable[] {
  return [timeSections, courseSections, upliftSections, collectionSections, precisionSections].flatMap((make) => make(report, phrases, choice));
}
