import type { ReportModel } from '@arbiter/contracts/report-model';
import { describe, expect, it } from 'vitest';
import { orderedSegments } from './ordered-segments.js';

const cut = (...segments: string[]) => ({ segments: segments.map((segment) => ({ segment })) }) as ReportModel;
const order = (...segments: string[]) => orderedSegments(cut(...segments)).segments.map(({ segment }) => segment);

describe('the order of segments', () => {
  it('is that of numbers where all are numbers', () => expect(order('10', '9', '1')).toEqual(['1', '9', '10']));
  it('stays by size otherwise', () => expect(order('10', 'b', '1')).toEqual(['10', 'b', '1']));
  it('takes a missing value for no number', () => expect(order('2', '', '1')).toEqual(['2', '', '1']));
});
