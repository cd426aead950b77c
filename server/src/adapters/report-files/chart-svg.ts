import { type EChartsOption, init, setPlatformAPI } from 'echarts';
import { textWidth } from './measure-text.js';

const families = "Inter, 'Inter Variable', system-ui, sans-serif";

// Labels are placed by the width of the letters that will be drawn, which a server has no canvas to measure.
setPlatformAPI({
  measureText: (text, font) => {
    const size = Number(/([\d.]+)px/.exec(font ?? '')?.[1] ?? 12);
    return { width: textWidth(text, size, /\b(bold|[6-9]00)\b/.test(font ?? '')) };
  },
});

/** A chart as SVG, drawn without a browser. Sizes in CSS pixels. */
export function chartSvg(option: EChartsOption, { width, height }: { width: number; height: number }): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...option, animation: false, textStyle: { ...option.textStyle, fontFamily: families } });
    return chart.renderToSVGString({ useViewBox: true });
  } finally {
    chart.dispose();
  }
}
