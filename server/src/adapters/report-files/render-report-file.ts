import { buildChart, buildCsv, buildDocument } from '@arbiter/reports/documents/index';
import type { ReportFileTask } from '../../ports/report-files.js';
import { svgToPng } from './chart-png.js';
import { chartSvg } from './chart-svg.js';
import { pdfFile } from './pdf/pdf-file.js';
import { xlsxFile } from './xlsx-file.js';

const byteOrderMark = '\uFEFF';

/** Makes one file. */
export async function renderReportFile(task: ReportFileTask): Promise<Uint8Array> {
  switch (task.format) {
    case 'csv': return Buffer.from((task.excel ? byteOrderMark : '') + [...buildCsv(task.input, task.reader)].join(''));
    case 'xlsx': return xlsxFile(buildDocument(task.input, task.reader), task.reader.currency);
    case 'pdf': return pdfFile(buildDocument(task.input, task.reader), new Date(task.reader.madeAt));
    case 'svg': {
      const { option, ...size } = buildChart(task.input, task.reader);
      return Buffer.from(chartSvg(option, size));
    }
    case 'png': {
      const { option, ...size } = buildChart(task.input, task.reader);
      return svgToPng(chartSvg(option, size));
    }
  }
}
