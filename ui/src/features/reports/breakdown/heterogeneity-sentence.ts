import type { ReportHeterogeneity, ReportModel } from '@arbiter/contracts/report-model';
import { heterogeneitySentence as sentence } from '@arbiter/reports/wording/heterogeneity-sentence';
import type { ReportWords } from '../state/report-words.svelte.js';

/** Whether the effect is the same everywhere, worded as in the files of the report. */
export const heterogeneitySentence = (row: ReportHeterogeneity, _report: ReportModel, words: ReportWords): string => sentence(row, words.phrases);
