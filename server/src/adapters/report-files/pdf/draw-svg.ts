import { textWidth } from '../measure-text.js';
import { colourOf, matricesOf, parseSvg, styleOf, type SvgNode } from './svg-tree.js';

type Pdf = PDFKit.PDFDocument;
interface Place { x: number; y: number; width: number }
interface Scene { pdf: Pdf; definitions: Map<string, SvgNode> }

/**
 * Draws a chart's SVG as vectors and real text. It knows what ECharts draws with: groups that are clipped, paths and plain shapes with
 * flat colours or linear gradients, lines of text; anything else is left out.
 */
export function drawSvg(pdf: Pdf, svg: string, { x, y, width }: Place): void {
  const root = parseSvg(svg);
  const [, , boxWidth = width] = (root.attributes.viewBox ?? '').split(/\s+/).map(Number);
  const definitions = new Map<string, SvgNode>();
  collect(root, definitions);
  pdf.save();
  pdf.translate(x, y).scale(width / boxWidth);
  for (const child of root.children) drawNode({ pdf, definitions }, child);
  pdf.restore();
}

function collect(node: SvgNode, into: Map<string, SvgNode>): void {
  if (node.attributes.id !== undefined) into.set(node.attributes.id, node);
  for (const child of node.children) collect(child, into);
}

const referred = (scene: Scene, value: string | undefined): SvgNode | undefined => scene.definitions.get(/^url\(#([^)]+)\)$/.exec(value ?? '')?.[1] ?? '');

function drawNode(scene: Scene, node: SvgNode): void {
  const { pdf } = scene;
  if (node.tag === 'defs' || node.tag === 'style' || node.attributes.display === 'none' || node.attributes.visibility === 'hidden') return;
  pdf.save();
  const clip = referred(scene, node.attributes['clip-path']);
  if (clip) {
    for (const shape of clip.children) trace(pdf, shape);
    pdf.clip();
  }
  for (const matrix of matricesOf(node.attributes.transform)) pdf.transform(...matrix);
  if (node.tag === 'text') drawText(pdf, node);
  else if (node.tag === 'g') for (const child of node.children) drawNode(scene, child);
  else drawShape(scene, node);
  pdf.restore();
}

const number = (text: string | undefined, otherwise = 0): number => (text === undefined || text === '' || Number.isNaN(Number(text)) ? otherwise : Number(text));

function points(list: string | undefined): string {
  const numbers = (list ?? '').trim().split(/[\s,]+/);
  return numbers.reduce((path, value, index) => path + (index % 2 ? ` ${value}` : `${index ? 'L' : 'M'}${value}`), '');
}

/** Adds the outline of a shape; false where it has none. */
function trace(pdf: Pdf, { tag, attributes: a }: SvgNode): boolean {
  switch (tag) {
    case 'path': if (!a.d || /NaN|undefined/.test(a.d)) return false; pdf.path(a.d); return true;
    case 'rect': pdf.rect(number(a.x), number(a.y), number(a.width), number(a.height)); return true;
    case 'circle': pdf.circle(number(a.cx), number(a.cy), number(a.r)); return true;
    case 'ellipse': pdf.ellipse(number(a.cx), number(a.cy), number(a.rx), number(a.ry)); return true;
    case 'line': pdf.moveTo(number(a.x1), number(a.y1)).lineTo(number(a.x2), number(a.y2)); return true;
    case 'polyline': pdf.path(points(a.points)); return true;
    case 'polygon': pdf.path(`${points(a.points)}Z`); return true;
    default: return false;
  }
}

function drawShape(scene: Scene, node: SvgNode): void {
  const { pdf } = scene;
  const { attributes: a } = node;
  const opacity = number(a.opacity, 1);
  const gradient = referred(scene, a.fill);
  // SVG fills what does not say otherwise black.
  const fill = gradient ? null : colourOf(a.fill ?? '#000');
  const stroke = colourOf(a.stroke);
  const lineWidth = number(a['stroke-width'], 1);
  const fillOpacity = (fill?.opacity ?? 1) * number(a['fill-opacity'], 1) * opacity;
  const strokeOpacity = (stroke?.opacity ?? 1) * number(a['stroke-opacity'], 1) * opacity;
  const fills = gradient !== undefined || (fill !== null && fillOpacity > 0);
  const strokes = stroke !== null && lineWidth > 0 && strokeOpacity > 0;
  if ((!fills && !strokes) || !trace(pdf, node)) return;
  if (strokes) {
    const dashes = (a['stroke-dasharray'] ?? '').split(/[\s,]+/).map(Number).filter((length) => length > 0);
    pdf.lineWidth(lineWidth).lineCap(a['stroke-linecap'] === 'round' ? 'round' : a['stroke-linecap'] === 'square' ? 'square' : 'butt').lineJoin(a['stroke-linejoin'] === 'round' ? 'round' : a['stroke-linejoin'] === 'bevel' ? 'bevel' : 'miter');
    if (dashes.length) pdf.dash(dashes[0] ?? 1, { space: dashes[1] ?? dashes[0] ?? 1 });
    pdf.strokeColor(stroke.rgb).strokeOpacity(strokeOpacity);
  }
  if (fills) {
    if (gradient) pdf.fillColor(linear(pdf, gradient) as unknown as PDFKit.Mixins.ColorValue).fillOpacity(number(a['fill-opacity'], 1) * opacity);
    else if (fill) pdf.fillColor(fill.rgb).fillOpacity(fillOpacity);
  }
  if (fills && strokes) pdf.fillAndStroke();
  else if (fills) pdf.fill();
  else pdf.stroke();
}

/** Gradients of colour scales run along the page and carry their own corners; those in parts of their shape become its middle colour. */
function linear(pdf: Pdf, { attributes: a, children }: SvgNode): unknown {
  const stops = children.filter(({ tag }) => tag === 'stop').map(({ attributes }) => ({ offset: number(attributes.offset?.replace('%', ''), 0) / (attributes.offset?.includes('%') ? 100 : 1), colour: colourOf(attributes['stop-color'])?.rgb ?? [0, 0, 0] }));
  if (a.gradientUnits !== 'userSpaceOnUse') return stops[Math.floor(stops.length / 2)]?.colour ?? [0, 0, 0];
  const gradient = pdf.linearGradient(number(a.x1), number(a.y1), number(a.x2), number(a.y2));
  for (const { offset, colour } of stops) gradient.stop(offset, `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`);
  return gradient;
}

/** Share of the size by which the baseline lies below the middle of the letters, as browsers draw Inter. */
const middleAboveBaseline = 0.36;

function drawText(pdf: Pdf, node: SvgNode): void {
  const { attributes: a } = node;
  const style = styleOf(node);
  const text = node.text;
  const fill = colourOf(a.fill ?? style.fill ?? '#000');
  if (text.trim() === '' || fill === null || number(a['fill-opacity'], 1) === 0) return;
  const size = number((style['font-size'] ?? a['font-size'] ?? '12').replace('px', ''), 12);
  const isBold = /^(bold|[6-9]00)$/.test(style['font-weight'] ?? a['font-weight'] ?? '');
  const width = textWidth(text, size, isBold);
  const anchor = a['text-anchor'] ?? 'start';
  const baseline = a['dominant-baseline'];
  const x = number(a.x) - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0);
  const y = number(a.y) + (baseline === 'central' || baseline === 'middle' ? size * middleAboveBaseline : 0);
  pdf.font(isBold ? 'bold' : 'regular').fontSize(size).fillColor(fill.rgb).fillOpacity(fill.opacity * number(a['fill-opacity'], 1) * number(a.opacity, 1));
  pdf.text(text, x, y, { lineBreak: false, baseline: 'alphabetic' });
}
