import { reportSectionTables, type ReportSectionTable } from '../../report-sections/index.js';
import type { Block, Section, Sheet } from '../report-document.js';
import { mostUprightColumns, tableBlocks } from '../table-document.js';
import { tableSheet } from '../table-sheet.js';
import type { CampaignParts } from './campaign-words.js';

/** Rows of a course over days that stand on paper beside their chart; the workbook has them all. */
const mostDaysOnPaper = 14;

/** The parts beside the summary, for every target arm and the primary metric. */
function partsOf({ report, phrases, manyArms }: CampaignParts): { name: string; part: ReportSectionTable }[] {
  const metric = report.metrics[0]?.id;
  if (metric === undefined) return [];
  const seen = new Set<string>();
  return report.arms.filter(({ role }) => role === 'target').flatMap(({ id: arm }) =>
    reportSectionTables(report, phrases, { arm, metric }).flatMap((part) => {
      // What speaks of all arms at once stands there once.
      const key = JSON.stringify([part.id, part.table.rows]);
      if (part.table.rows.length > 0 && seen.has(key)) return [];
      seen.add(key);
      return [{ name: manyArms ? `${part.title}: ${phrases.arm(arm)}` : part.title, part }];
    }),
  );
}

/** Over time, funnel and channels, uplift, collection, precision: each with its chart, its numbers and how to read them. */
export function partSections(parts: CampaignParts): Section[] {
  return partsOf(parts).map(({ name, part: { text, notes, table, chart, missing } }) => {
    const lead: Block[] = text ? [{ kind: 'text', text }] : [];
    if (missing !== null) return { title: name, blocks: [...lead, { kind: 'text', text: missing, look: 'muted' }] };
    const isCourse = chart.type === 'line' || chart.type === 'curve';
    return {
      title: name,
      landscape: table.columns.length > mostUprightColumns,
      blocks: [...lead, ...tableBlocks(table, chart, name, parts.words, isCourse ? { mostRows: mostDaysOnPaper } : {}), ...(notes.length ? [{ kind: 'list' as const, items: notes }] : [])],
    };
  });
}

/** The same as sheets, every number in full. */
export function partSheets(parts: CampaignParts): Sheet[] {
  return partsOf(parts).flatMap(({ name, part }) => (part.table.rows.length > 0 ? [tableSheet(part.table, parts.words, name)] : []));
}
