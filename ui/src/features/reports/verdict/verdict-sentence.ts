import type { ReportVerdict } from '@arbiter/contracts/report-model';
import { verdictSentence as sentence } from '@arbiter/reports/wording/verdict-sentence';
import type { ReportModel } from '@arbiter/contracts/report-model';
import type { ReportWords } from '../state/report-words.svelte.js';

/** The verdict as one sentence, worded as in the files of the report. */
export const verdictSentence = (_report: ReportModel, verdict: ReportVerdict, words: ReportWords): string => sentence(verdict, words.phrases);
