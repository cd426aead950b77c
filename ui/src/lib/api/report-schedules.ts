import type { ReportFileWish, ReportSchedule, ReportScheduleDocument, ReportSending } from '@arbiter/contracts/reporting/report-schedule';
import { request, requestFile } from './client.js';

const at = encodeURIComponent;

export interface ReportWay {
  id: string;
  kind: 'e-mail' | 's3';
  active: boolean;
}

/** Files of reports and their sending at set times. */
export const reportFiles = {
  make: (wish: ReportFileWish, signal?: AbortSignal) => requestFile('POST', '/v1/report-files', wish, signal),
  ways: () => request<ReportWay[]>('GET', '/v1/report-schedules/ways'),
  schedules: () => request<ReportSchedule[]>('GET', '/v1/report-schedules'),
  nextTimes: (times: ReportScheduleDocument['at'], signal?: AbortSignal) => request<string[]>('POST', '/v1/report-schedules/next-times', { body: times, signal }),
  create: (document: ReportScheduleDocument) => request<ReportSchedule>('POST', '/v1/report-schedules', { body: { document } }),
  change: (id: string, version: number, document: ReportScheduleDocument) => request<ReportSchedule>('PUT', `/v1/report-schedules/${at(id)}`, { body: { version, document } }),
  remove: (id: string) => request<void>('DELETE', `/v1/report-schedules/${at(id)}`),
  sendings: (id: string) => request<ReportSending[]>('GET', `/v1/report-schedules/${at(id)}/sendings`),
  send: (id: string) => request<ReportSending>('POST', `/v1/report-schedules/${at(id)}/sendings`, { body: {} }),
};
