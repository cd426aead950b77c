import type { EChartsOption } from 'echarts';
import type { ChartTheme } from './chart-theme.js';

/** Named, not inherited: a canvas knows nothing of the page's fonts. */
const fontFamily = "'Inter Variable', system-ui, sans-serif";

/** What all charts share: type, ground, room for labels, a description for screen readers, no motion that distracts. */
export function chartFrame(theme: ChartTheme, description: string): EChartsOption {
  return {
    aria: { enabled: true, label: { description } },
    backgroundColor: 'transparent',
    textStyle: { fontFamily, color: theme.ink },
    animationDuration: 200,
    grid: { left: 8, right: 16, top: 40, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
  };
}

export function tooltipFrame(theme: ChartTheme) {
  return { backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.ink }, confine: true } as const;
}

export function legendFrame(theme: ChartTheme, names: string[]) {
  return { data: names, top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: { color: theme.muted } };
}

/** Where names have little room across, they break at their spaces into lines of about so many letters. */
export function categoryAxis(theme: ChartTheme, data: string[], breaksNames: boolean, letters = 14) {
  return { type: 'category' as const, data, axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } }, axisLabel: { color: theme.muted, fontSize: 12, lineHeight: 15, interval: 0, formatter: (name: string) => (breaksNames ? breakName(name, letters) : name) } };
}

function breakName(name: string, letters: number): string {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    const line = lines[lines.length - 1];
    if (line !== undefined && line.length + 1 + word.length <= letters) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}

export function valueAxis(theme: ChartTheme, format: (value: number) => string) {
  return { type: 'value' as const, splitLine: { lineStyle: { color: theme.line } }, axisLabel: { color: theme.muted, hideOverlap: true, formatter: (value: number) => format(value) } };
}
