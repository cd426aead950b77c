import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageQuery, parseReportState, reportQuery, toggled, type ReportState } from './report-state.js';

const untouched: ReportState = { tab: 'summary', by: null, filters: [], arm: null, metric: null, over: null, scale: 'absolute', tables: [] };

describe('the state of a report in its address', () => {
  it('is empty when nothing was chosen', () => {
    expect(pageQuery(untouched)).toBe('');
    expect(parseReportState(new URLSearchParams())).toEqual(untouched);
  });

  it('keeps several filters and hostile values', () => {
    const name = fc.string({ minLength: 1, unit: 'grapheme' });
    const set = fc.uniqueArray(name, { maxLength: 5 });
    const state = fc.record({ tab: fc.constantFrom('summary' as const, 'time' as const, 'collection' as const), by: fc.option(name), filters: set, arm: fc.option(name), metric: fc.option(name), over: fc.option(name), scale: fc.constantFrom('absolute' as const, 'relative' as const, 'scaled' as const), tables: set });
    fc.assert(fc.property(state, (chosen) => {
      expect(parseReportState(new URLSearchParams(pageQuery(chosen)))).toEqual(chosen);
    }));
  });

  it('asks the API for the cut and the filters only', () => {
    const chosen: ReportState = { ...untouched, by: 'region', filters: ['segment:lazy', 'kind:a b'], metric: 'visit', scale: 'relative' };
    expect(reportQuery(chosen)).toBe('?by=region&filter=segment%3Alazy&filter=kind%3Aa+b');
    expect(reportQuery(untouched, { part: 'limits' })).toBe('?part=limits');
  });

  it('takes an unknown scale for the usual one, and a repeated filter once', () => {
    expect(parseReportState(new URLSearchParams('scale=sideways&filter=a:1&filter=a:1'))).toEqual({ ...untouched, filters: ['a:1'] });
  });

  it('adds what is missing and takes away what is there', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  });
});
