import type { ReportFormat } from '@arbiter/contracts';
import type { CampaignInput, DocumentInput, DocumentReader } from '@arbiter/reports/documents/index';

/** A file to be made of numbers that are read already. */
export type ReportFileTask =
  | { format: 'pdf' | 'xlsx'; input: DocumentInput; reader: DocumentReader }
  | { format: 'svg' | 'png'; input: Exclude<DocumentInput, { kind: 'board' }>; reader: DocumentReader }
  | { format: 'csv'; input: Exclude<DocumentInput, CampaignInput>; reader: DocumentReader; excel: boolean };

export type RenderedFormat = Exclude<ReportFormat, 'json'>;

/** Makes files beside the process's own work, so that decisions and pages do not wait for them. */
export interface ReportFileWriter {
  /** Ends with the signal. */
  write(task: ReportFileTask, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}
