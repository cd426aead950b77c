import { ReportTable } from '@arbiter/contracts/reporting/report-table';
import type { ReportModel } from '@arbiter/contracts/report-model';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../control-vs-target/build-report.js';
import { collectionCells, collectionScope } from '../control-vs-target/fixtures/collection.fixture.js';
import { hillstromCells, hillstromScope } from '../control-vs-target/fixtures/hillstrom.fixture.js';
import { ReportPhrases } from '../wording/report-phrases.js';
import { reportWording as en } from '../wording/en.js';
import { reportWording as ru } from '../wording/ru.js';
import { createTranslator } from '../wording/translator.js';
import { reportSectionTables } from './index.js';
import { sectionSource } from './section-table.js';

const wordings = { ru, en } as const;
const named = (kind: string) => (id: string) => `${kind} ${id}`;

function phrasesOf(report: ReportModel, language: 'ru' | 'en'): ReportPhrases {
  const messages: Record<string, string> = { ...wordings[language] };
  const translate = createTranslator<string>({ reports: messages }, language);
  const names = { dimension: named('dimension'), value: (_dimension: string, value: string) => value, channel: named('channel'), action: named('action'), limit: named('limit') };
  return new ReportPhrases(report, { language, currency: 'RUB', text: (key, values) => translate(`reports.${key}`, values), coded: (key) => (key in messages ? translate(`reports.${key}`) : null), names });
}

const reports = {
  collection: buildReport({ scope: collectionScope, cells: collectionCells }),
  hillstrom: buildReport({ scope: hillstromScope, cells: hillstromCells }),
};

describe.each(Object.entries(reports))('the parts of the %s report', (_name, report) => {
  const targets = report.arms.filter(({ role }) => role === 'target').map(({ id }) => id);

  it.each(['ru', 'en'] as const)('are whole tables in %s, each with words, its chart’s columns and reasons for what is not known', (language) => {
    const phrases = phrasesOf(report, language);
    for (const arm of targets) {
      for (const { id: metric } of report.metrics) {
        const sections = reportSectionTables(report, phrases, { arm, metric });
        expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
        for (const { id, title, text, notes, table, chart, missing } of sections) {
          expect(Value.Errors(ReportTable, table), id).toEqual([]);
          expect([title, text, ...notes, ...table.columns.map((column) => column.title[language])].filter((words) => /^section|^reports\.|\{|undefined/.test(words)), id).toEqual([]);
          const columns = table.columns.map((column) => column.id);
          expect(new Set(columns).size).toBe(columns.length);
          for (const row of table.rows) expect(row).toHaveLength(columns.length);
          for (const wanted of [chart.x, chart.series, ...(chart.y ?? [])]) if (wanted !== undefined) expect(columns, id).toContain(wanted);
          if (table.rows.length === 0) expect(missing, id).not.toBeNull();
          expect(sectionSource(id)).toBeTypeOf('string');
        }
      }
    }
  });
});
