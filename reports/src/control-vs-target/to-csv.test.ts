import { expect, it } from 'vitest';
import { buildReport } from './build-report.js';
import { collectionConstraints, collectionCells, collectionScope } from './fixtures/collection.fixture.js';
import { channelsToCsv, healthToCsv, limitsToCsv, seriesToCsv, toCsv } from './to-csv.js';

const report = buildReport({ scope: collectionScope, cells: collectionCells, constraints: collectionConstraints });

/** A reader of its own for RFC 4180, so that the writer is not judged by itself. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (let match = field.exec(text); match && match.index < text.length; match = field.exec(text)) {
    rows.at(-1)?.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

it('has one row a metric, arm and segment, and every number to the last digit', () => {
  const [header = [], ...rows] = parse(toCsv(report));
  expect(rows).toHaveLength(report.overall.length + report.segments.length);
  expect(rows.every((row) => row.length === header.length)).toBe(true);
  const first = Object.fromEntries(header.map((name, index) => [name, rows[0]?.[index]]));
  expect(first).toMatchObject({ campaign: 'spring', metric: 'turnover_days', arm: 'target', segment: '' });
  expect(Number(first['difference'])).toBe(report.overall[0]?.absolute.estimate);
  expect(Number(first['p_value'])).toBe(report.overall[0]?.absolute.pValue);
});

it('disarms text that a spreadsheet would run', () => {
  expect(toCsv(report)).toContain(",'=2+3,");
  expect(toCsv(report)).not.toContain(',=2+3');
  const hostile = { ...report, channels: [{ ...(report.channels[0] as (typeof report.channels)[number]), channel: '@cmd,"x"\r\n' }] };
  expect(parse(channelsToCsv(hostile))[1]?.[0]).toBe('\'@cmd,"x"\r\n');
});

it('leaves negative numbers numbers', () => {
  const [header = [], first = []] = parse(toCsv(report));
  expect(first[header.indexOf('difference')]).toMatch(/^-\d/);
});

it('writes the points of the charts, the limits and the checks', () => {
  expect(parse(seriesToCsv(report))).toHaveLength(1 + 2);
  expect(parse(limitsToCsv(report))[2]).toEqual(['calls', 'capacity', 'actions', '1', '40', '', '45']);
  expect(parse(healthToCsv(report)).some((row) => row[0] === 'contamination' && row[7] === 'true')).toBe(true);
});
