type Colour = [number, number, number];

function read(hex: string): Colour {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Colour;
}

/** The colour at a share (0 to 1) of the way along a ramp of evenly spaced colours. */
export function mixRamp(ramp: readonly string[], share: number): string {
  const place = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (ramp.length - 1);
  const at = Math.min(ramp.length - 2, Math.floor(place));
  const [from, to] = [read(ramp[at] ?? '#888888'), read(ramp[at + 1] ?? '#888888')];
  return `#${from.map((part, index) => Math.round(part + ((to[index] ?? part) - part) * (place - at)).toString(16).padStart(2, '0')).join('')}`;
}

/** Black or white, whichever is read better on the colour (WCAG 2 relative luminance). */
export function inkOn(hex: string): string {
  const [red, green, blue] = read(hex).map((part) => { const share = part / 255; return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4; }) as Colour;
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? '#14181f' : '#ffffff';
}
