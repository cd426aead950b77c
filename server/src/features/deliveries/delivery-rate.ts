import type { HotState } from '../../ports/hot-state.js';
import { deliveryKeys } from './delivery-state.js';

const windowMs = 60_000;
const sliceMs = 1_000;
const mostAttempts = 50;

/** How many of `wanted` messages may go now so that no 60 seconds see more than `perMinute` of them, and when the next may. They are taken, durably, before they are sent. */
export async function takeRate(hotState: HotState, channel: string, { wanted, perMinute, nowMs }: { wanted: number; perMinute: number; nowMs: number }): Promise<{ granted: number; nextMs: number }> {
  const key = deliveryKeys.rate(channel);
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const [text] = await hotState.getMany([key]);
    // Seconds and what was sent in each. A clock that was set back must not block the channel until it has caught up.
    const slices = (text === undefined ? [] : (JSON.parse(text) as [number, number][])).filter(([atMs]) => atMs + windowMs + sliceMs > nowMs && atMs <= nowMs + windowMs);
    const used = slices.reduce((sum, [, count]) => sum + count, 0);
    const granted = Math.max(0, Math.min(wanted, perMinute - used));
    const nextMs = granted < wanted && slices[0] ? slices[0][0] + windowMs + sliceMs : nowMs;
    if (granted === 0) return { granted, nextMs };
    const second = Math.floor(nowMs / sliceMs) * sliceMs;
    const last = slices.at(-1);
    if (last && last[0] >= second) last[1] += granted;
    else slices.push([second, granted]);
    const result = await hotState.commit({ expect: [{ key, value: text }], puts: [{ key, value: JSON.stringify(slices) }] });
    if (result.ok) return { granted, nextMs };
  }
  return { granted: 0, nextMs: nowMs + sliceMs };
}
