import { buildReport, noReportCells, type ReportScope } from '@arbiter/reports/control-vs-target/index';
import { ReportModel } from '@arbiter/contracts/report-model';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { beingBuilt } from './being-built.js';

const scope: ReportScope = {
  campaignId: 'spring', dataBefore: '2025-06-01', dimension: 'segment', filters: [],
  facts: { arms: [{ id: 'target', role: 'target', share: 0.8 }, { id: 'control', role: 'control', share: 0.2 }], goal: 'response', outcomes: [], dimensions: ['segment'], startsOn: '2025-03-01', endsBefore: '2025-04-01', dataBefore: null },
};

it('says of a report whose rollups are being made that, and not that its groups are empty', () => {
  const model = buildReport({ scope, cells: noReportCells, source: { kind: 'rollups', builtAt: null, lagMs: null, progress: 0.4 } });
  const made = beingBuilt(model);
  expect([...Value.Errors(ReportModel, made)]).toEqual([]);
  expect(JSON.stringify(model)).toContain('"reason":"empty-arm"');
  const reasons = new Set([...JSON.stringify(made).matchAll(/"reason":"([a-z-]+)"/g)].map(([, reason]) => reason));
  expect([...reasons]).toEqual(['being-built']);
  expect(made.source).toEqual(model.source);
});
