import { SaxesParser } from 'saxes';

export interface SvgNode {
  tag: string;
  attributes: Record<string, string>;
  children: SvgNode[];
  text: string;
}

/** The elements of an SVG that a chart was drawn as. */
export function parseSvg(svg: string): SvgNode {
  const parser = new SaxesParser();
  const root: SvgNode = { tag: '#document', attributes: {}, children: [], text: '' };
  const open: SvgNode[] = [root];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const node: SvgNode = { tag: name, attributes: { ...attributes }, children: [], text: '' };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on('text', (text) => {
    const node = open.at(-1);
    if (node) node.text += text;
  });
  parser.on('cdata', () => undefined);
  parser.on('closetag', () => void open.pop());
  parser.write(svg).close();
  return root.children[0] ?? root;
}

/** Properties of a `style` attribute. */
export function styleOf({ attributes }: SvgNode): Record<string, string> {
  return Object.fromEntries((attributes.style ?? '').split(';').flatMap((part) => {
    const colon = part.indexOf(':');
    return colon < 0 ? [] : [[part.slice(0, colon).trim(), part.slice(colon + 1).trim()]];
  }));
}

type Matrix = [number, number, number, number, number, number];

/** A `transform` as matrices, in the order in which they are applied. */
export function matricesOf(transform: string | undefined): Matrix[] {
  return [...(transform ?? '').matchAll(/(matrix|translate|scale|rotate)\(([^)]*)\)/g)].map(([, kind, list = '']) => {
    const [a = 0, b, c = 0, d = 0, e = 0, f = 0] = list.split(/[\s,]+/).filter(Boolean).map(Number);
    switch (kind) {
      case 'translate': return [1, 0, 0, 1, a, b ?? 0];
      case 'scale': return [a, 0, 0, b ?? a, 0, 0];
      case 'rotate': {
        const angle = (a * Math.PI) / 180;
        const [cos, sin, x, y] = [Math.cos(angle), Math.sin(angle), b ?? 0, c];
        return [cos, sin, -sin, cos, x - x * cos + y * sin, y - x * sin - y * cos];
      }
      default: return [a, b ?? 0, c, d, e, f];
    }
  });
}

/** A colour as RGB and its own opacity, or null where nothing is painted. */
export function colourOf(value: string | undefined): { rgb: [number, number, number]; opacity: number } | null {
  if (value === undefined || value === 'none' || value === 'transparent') return null;
  const functional = /^rgba?\(([^)]*)\)$/.exec(value)?.[1]?.split(/[\s,/]+/).filter(Boolean).map(Number);
  if (functional) return { rgb: [functional[0] ?? 0, functional[1] ?? 0, functional[2] ?? 0], opacity: functional[3] ?? 1 };
  const hex = /^#([0-9a-f]{3,8})$/i.exec(value)?.[1];
  if (hex === undefined) return { rgb: value === 'white' ? [255, 255, 255] : [0, 0, 0], opacity: 1 };
  const full = hex.length <= 4 ? [...hex].map((digit) => digit + digit).join('') : hex;
  const part = (at: number) => Number.parseInt(full.slice(at, at + 2), 16);
  return { rgb: [part(0), part(2), part(4)], opacity: full.length === 8 ? part(6) / 255 : 1 };
}
