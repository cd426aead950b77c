import { expect, it } from 'vitest';
import { buildReport } from '../../control-vs-target/build-report.js';
import { collectionCells, collectionScope } from '../../control-vs-target/fixtures/collection.fixture.js';
import { reportSectionTables } from '../../report-sections/index.js';
import { noNames } from '../document-input.js';
import { campaignDocument, campaignParts } from './campaign-document.js';

const report = buildReport({ scope: collectionScope, cells: collectionCells });
const input = { kind: 'campaign' as const, report, name: 'Весна', names: noNames };

it.each(['ru', 'en'] as const)('every part of the report is on a page, and each with rows on a sheet, in %s', (language) => {
  const reader = { language, currency: 'RUB', timeZone: 'UTC', madeAt: '2026-03-20T10:00:00Z' };
  const { sections, sheets } = campaignDocument(input, reader);
  const { phrases } = campaignParts(input, reader);
  const [arm = ''] = report.arms.flatMap(({ id, role }) => (role === 'target' ? [id] : []));
  const parts = reportSectionTables(report, phrases, { arm, metric: report.metrics[0]?.id ?? '' });
  expect(parts.length).toBeGreaterThan(10);
  for (const { title, table } of parts) {
    expect(sections.map((section) => section.title)).toContain(title);
    if (table.rows.length > 0) expect(sheets.map((sheet) => sheet.name)).toContain(title);
  }
});
