import { move } from 'piscina';
import type { ReportFileTask } from '../../ports/report-files.js';
import { renderReportFile } from './render-report-file.js';

/** Entry of a thread: one file. Its bytes are handed over, not copied. */
export default async function run(task: ReportFileTask): Promise<Uint8Array> {
  const bytes = await renderReportFile(task);
  const own = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  return move(own as never) as unknown as Uint8Array;
}
