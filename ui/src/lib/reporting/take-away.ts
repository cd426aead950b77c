import type { ChartSpec, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { chartPlan, drawnSpec, drawPlan, naturalHeight, type TableChartContext } from '@arbiter/reports/charts/table-chart';
import { chartTheme } from '@arbiter/reports/charts/chart-theme';

/** Hands a file to the browser's downloads. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name that every file system takes. */
export function fileName(title: string, ending: string): string {
  return `${title.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 100) || 'report'}.${ending}`;
}

const headingHeight = 40;

/** The chart with its title as a picture of its own, on the ground of the theme. */
export async function chartPicture(table: ReportTable, spec: ChartSpec, title: string, kind: 'png' | 'svg', given: TableChartContext): Promise<Blob> {
  const width = 960;
  const context: TableChartContext = { ...given, narrow: false, width, maxCategories: 40 };
  const plan = chartPlan(table, drawnSpec(table, spec), context);
  const height = Math.max(440, (naturalHeight(plan, context) ?? 0) + 20) + headingHeight;
  const theme = chartTheme(context.theme);
  const { title: own, ...option } = drawPlan(plan, context, title);
  const heading = { text: title, left: 16, top: 10, textStyle: { color: theme.ink, fontSize: 16, fontWeight: 600 as const, width: width - 32, overflow: 'truncate' as const } };
  const lowered = (part: unknown): object => (part && typeof part === 'object' ? { ...part, top: Number('top' in part ? part.top : 0) + headingHeight } : {});
  const drawn = { ...option, animation: false, backgroundColor: theme.surface, title: [heading, ...(own ? [own].flat() : [])], ...(option.legend ? { legend: { ...lowered(option.legend), left: 12 } } : {}), ...(option.grid ? { grid: { ...lowered(option.grid), left: 16, right: 24, bottom: 16 } } : {}) };
  if (kind === 'svg') {
    const { init } = await import('$lib/charts/echarts-svg.js');
    const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
    chart.setOption(drawn);
    const svg = chart.renderToSVGString();
    chart.dispose();
    return new Blob([svg], { type: 'image/svg+xml' });
  }
  const { init } = await import('$lib/charts/echarts.js');
  const place = document.createElement('div');
  const chart = init(place, null, { renderer: 'canvas', width, height, devicePixelRatio: 2 });
  chart.setOption(drawn);
  const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: theme.surface });
  const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  chart.dispose();
  if (!picture) throw new Error('The browser made no picture of the chart: take it as SVG');
  return picture;
}
