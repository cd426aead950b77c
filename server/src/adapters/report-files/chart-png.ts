import { Resvg } from '@resvg/resvg-js';
import { interRegular, interSemiBold } from './inter-font.js';

/** Two pixels for each of the drawing's, so that it is sharp in a presentation. */
const zoom = 2;

/** A chart's SVG as PNG on white. */
export function svgToPng(svg: string): Uint8Array {
  const picture = new Resvg(svg, { background: '#ffffff', fitTo: { mode: 'zoom', value: zoom }, font: { fontFiles: [interRegular, interSemiBold], loadSystemFonts: false, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' } });
  return new Uint8Array(picture.render().asPng());
}
