import type { ReportFileWish } from '@arbiter/contracts';
import type { DocumentInput, DocumentReader } from '@arbiter/reports/documents/index';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { csvParts } from '../reports/api.js';
import type { FileReader } from './file-reader.js';
import { mostRowsOfFile, readSubject } from './read-subject.js';
import { contentTypes, reportFileName } from './report-file-name.js';

export interface ReportFile {
  fileName: string;
  contentType: string;
  bytes: Uint8Array;
  title: string;
}

const currency = 'RUB';
const byteOrderMark = '\uFEFF';
/** Pages and pictures show the beginning of a long table; the rest would only be carried. */
const rowsOf = { csv: mostRowsOfFile, xlsx: mostRowsOfFile, json: mostRowsOfFile, pdf: 5_000, svg: 5_000, png: 5_000 } as const;

/** Makes a file of a report as its reader may see it. Ends with the signal. */
export async function makeReportFile(container: Container, wish: ReportFileWish, reader: FileReader, signal: AbortSignal): Promise<ReportFile> {
  const { subject, format, language, timeZone = 'UTC', excel = false } = wish;
  requireTimeZone(timeZone);
  if (subject.kind === 'board' && subject.tile === undefined && (format === 'svg' || format === 'png')) {
    throw new ProblemError('validation-failed', `A picture shows one chart, and the board "${subject.boardId}" has many: name one as "tile", or ask for pdf`);
  }
  const input = await readSubject(container, subject, { reader, language, rowLimit: rowsOf[format], signal });
  const madeAt = container.now();
  const to: DocumentReader = { language, currency, timeZone, madeAt: madeAt.toISOString() };
  const title = titleOf(input, language);
  const file = (bytes: Uint8Array): ReportFile => ({ fileName: reportFileName(title, format, madeAt), contentType: contentTypes[format], bytes, title });
  switch (format) {
    case 'json': return file(Buffer.from(JSON.stringify(jsonOf(input))));
    case 'csv':
      if (input.kind === 'campaign') return file(Buffer.from((excel ? byteOrderMark : '') + csvParts[subject.kind === 'campaign' ? (subject.part ?? 'metrics') : 'metrics'](input.report)));
      return file(await container.reportFiles.write({ format, input, reader: to, excel }, signal));
    case 'svg': case 'png':
      if (input.kind === 'board') throw new ProblemError('validation-failed', 'A picture shows one chart: name a tile');
      return file(await container.reportFiles.write({ format, input, reader: to }, signal));
    default: return file(await container.reportFiles.write({ format, input, reader: to }, signal));
  }
}

/** What the API answers by itself; a board's tables by tile. */
function jsonOf(input: DocumentInput): unknown {
  switch (input.kind) {
    case 'campaign': return input.report;
    case 'table': return input.table;
    case 'board': return { document: input.document, tiles: input.tiles };
  }
}

function titleOf(input: DocumentInput, language: 'ru' | 'en'): string {
  switch (input.kind) {
    case 'campaign': return input.name;
    case 'table': return input.title;
    case 'board': return typeof input.document.title === 'string' ? input.document.title : input.document.title[language];
  }
}

export function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ProblemError('validation-failed', `"${timeZone}" is no time zone: use an IANA name such as Europe/Moscow`);
  }
}
