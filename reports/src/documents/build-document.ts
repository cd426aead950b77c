import type { EChartsOption } from 'echarts';
import { cumulativeChart } from '../charts/cumulative-chart.js';
import { forestPlot } from '../charts/forest-plot.js';
import { limitBars } from '../charts/limit-bars.js';
import { pairedBars } from '../charts/paired-bars.js';
import { chooseChart, drawPlan } from '../charts/table-chart.js';
import { boardDocument } from './board-document.js';
import { campaignDocument, campaignParts } from './campaign/campaign-document.js';
import type { CampaignInput, DocumentInput, DocumentReader, TableInput } from './document-input.js';
import { DocumentWords } from './document-words.js';
import type { ReportDocument } from './report-document.js';
import { drawnPlan, tableDocument, withColumnNames } from './table-document.js';
import { tableToCsv } from './table-to-csv.js';
import { csvLine } from '../control-vs-target/csv-line.js';

/** What the pages and sheets of a subject hold. */
export function buildDocument(input: DocumentInput, reader: DocumentReader): ReportDocument {
  switch (input.kind) {
    case 'campaign': return campaignDocument(input, reader);
    case 'table': return tableDocument(input, reader);
    case 'board': return boardDocument(input, reader);
  }
}

/** Picture of one chart with its size in points. */
export interface DocumentChart {
  option: EChartsOption;
  width: number;
  height: number;
}

const pictureWidth = 960;

/** The one chart of a subject; a board has none of its own: each of its tiles does. */
export function buildChart(input: CampaignInput | TableInput, reader: DocumentReader): DocumentChart {
  return input.kind === 'campaign' ? campaignChart(input, reader) : tableChartOf(input, reader);
}

function campaignChart(input: CampaignInput, reader: DocumentReader): DocumentChart {
  const { report, phrases } = campaignParts(input, reader);
  const context = phrases.chart({ theme: 'light' });
  const metric = input.chart?.metric ?? report.metrics.find(({ role }) => role === 'primary')?.id ?? report.metrics[0]?.id ?? '';
  const arm = input.chart?.arm ?? report.arms.find(({ role }) => role === 'target')?.id ?? '';
  const segments = report.segments.filter((row) => row.metric === metric && row.arm === arm).length;
  switch (input.chart?.kind ?? (segments > 0 && segments <= 12 ? 'paired-bars' : 'forest')) {
    case 'paired-bars': return { option: pairedBars(report, metric, arm, context), width: Math.max(pictureWidth, segments * 90), height: 480 };
    case 'forest': return { option: forestPlot(report, metric, arm, context), width: pictureWidth, height: Math.max(200, 60 + (segments + 1) * 28) };
    case 'cumulative': return { option: cumulativeChart(report, metric, arm, context), width: pictureWidth, height: 420 };
    case 'limits': return { option: limitBars(report, context), width: pictureWidth, height: 80 + report.limits.length * 60 };
  }
}

function tableChartOf(input: TableInput, reader: DocumentReader): DocumentChart {
  const words = new DocumentWords(reader, withColumnNames(input));
  const spec = input.chart ?? chooseChart(input.table);
  const lying = spec.type === 'lying-bar' || spec.type === 'forest';
  return { option: drawPlan(drawnPlan(input.table, spec, words), words.chart(), input.title), width: pictureWidth, height: lying ? Math.max(200, Math.min(1200, 70 + Math.min(40, input.table.rows.length) * 30)) : 480 };
}

/** All numbers in full: of a table its rows, of a board table after table, each under its title and parted by an empty line. */
export function* buildCsv(input: Exclude<DocumentInput, CampaignInput>, reader: DocumentReader): Generator<string> {
  if (input.kind === 'table') return yield* tableToCsv(input.table, new DocumentWords(reader, input.names));
  const words = new DocumentWords(reader, input.names);
  const answers = new Map(input.tiles.map((tile) => [tile.id, tile]));
  let first = true;
  for (const tile of input.document.tiles) {
    const answer = answers.get(tile.id);
    if (!first) yield '\r\n';
    first = false;
    yield csvLine([words.title(tile.title)]);
    if (answer?.table) yield* tableToCsv(answer.table, words);
    else yield csvLine([words.text.failedTile(answer?.failure ?? words.text.unknown)]);
  }
}
