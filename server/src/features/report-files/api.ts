/** What other features may use of report files. */
export { fileReaderOf, type FileReader } from './file-reader.js';
export { makeReportFile, requireTimeZone, type ReportFile } from './make-report-file.js';
