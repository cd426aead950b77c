import type { CustomSeriesRenderItem } from 'echarts';

/**
 * Draws the interval of one row: a line from low to high with caps, along the value axis. Data rows are
 * [category index, low, high]; `horizontal` when values run along x. `slot` shifts within the category: −1 left bar,
 * 1 right bar, 0 the middle; `width` is the share of the category that both bars take.
 */
export function intervalMark(options: { colour: string; horizontal?: boolean; slot?: number; width?: number; lineWidth?: number }): CustomSeriesRenderItem {
  const { colour, horizontal = false, slot = 0, width = 0.6, lineWidth = 1.5 } = options;
  return (_params, api) => {
    const category = Number(api.value(0));
    const [low, high] = [Number(api.value(1)), Number(api.value(2))];
    if (!Number.isFinite(low) || !Number.isFinite(high) || !api.size) return null;
    const place = (value: number): number[] => api.coord(horizontal ? [value, category] : [category, value]);
    const band = api.size(horizontal ? [0, 1] : [1, 0]) as number[];
    const step = (horizontal ? band[1] : band[0]) ?? 0;
    const shift = (slot * step * width) / 4;
    const cap = Math.min(5, step / 8);
    const [from, to] = [place(low), place(high)].map(([x = 0, y = 0]) => (horizontal ? [x, y + shift] : [x + shift, y])) as [[number, number], [number, number]];
    const line = (x1: number, y1: number, x2: number, y2: number) => ({ type: 'line' as const, shape: { x1, y1, x2, y2 }, style: { stroke: colour, lineWidth } });
    const ends = [from, to].map(([x, y]) => (horizontal ? line(x, y - cap, x, y + cap) : line(x - cap, y, x + cap, y)));
    return { type: 'group', children: [line(...from, ...to), ...ends] };
  };
}
