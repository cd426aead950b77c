import { colours, paper, sizes } from './pdf-look.js';

export type Pdf = PDFKit.PDFDocument;
type Structure = PDFKit.PDFStructureElement;

export interface TextLook {
  size?: number;
  bold?: boolean;
  colour?: string;
  align?: 'left' | 'right' | 'center';
  lineGap?: number;
}

const defaultGap = 2;
/** Figures of one width, so that columns of numbers can be compared by eye. */
const features: PDFKit.Mixins.OpenTypeFeatures[] = ['tnum'];

/**
 * Where the next thing stands on the paper. Everything is measured before it is drawn, and what does not fit goes to the next page; what
 * is drawn is tagged, so that screen readers find headings, tables and what charts show.
 */
export class PdfFlow {
  y: number = paper.margin;
  private readonly root: Structure;
  private section: Structure;
  private landscape = false;

  constructor(readonly pdf: Pdf) {
    this.root = pdf.struct('Document');
    pdf.addStructure(this.root);
    this.section = this.root;
  }

  get left(): number {
    return paper.margin;
  }

  get width(): number {
    return this.pdf.page.width - 2 * paper.margin;
  }

  get bottom(): number {
    return this.pdf.page.height - paper.foot;
  }

  get room(): number {
    return this.bottom - this.y;
  }

  newPage(landscape = this.landscape): void {
    this.landscape = landscape;
    // No margins: nothing but this class decides where a page ends.
    this.pdf.addPage({ size: 'A4', layout: landscape ? 'landscape' : 'portrait', margin: 0 });
    this.y = paper.margin;
  }

  /** Goes to the next page unless so much fits on this one. */
  ensure(height: number): void {
    if (this.room < height && this.y > paper.margin) this.newPage();
  }

  get isLandscape(): boolean {
    return this.landscape;
  }

  beginSection(title: string): void {
    if (this.section !== this.root) this.section.end();
    this.section = this.pdf.struct('Sect', { title });
    this.root.add(this.section);
  }

  end(): void {
    if (this.section !== this.root) this.section.end();
    this.root.end();
  }

  /** A structure element below the section, or below another one, for what `draw` puts on this page. */
  tagged(type: string, draw: () => void, { under = this.section, ...options }: { under?: Structure; alt?: string; scope?: 'Row' | 'Column' } = {}): void {
    const element = this.pdf.struct(type as never, options as never);
    under.add(element);
    const content = this.pdf.markStructureContent(type as never);
    draw();
    this.pdf.endMarkedContent();
    element.add(content);
    element.end();
  }

  /** An element that others are put into. The caller ends it. */
  group(type: string, under: Structure = this.section): Structure {
    const element = this.pdf.struct(type as never);
    under.add(element);
    return element;
  }

  /** Lines, grounds and page numbers: nothing to be read out. */
  ornament(draw: () => void): void {
    this.pdf.markContent('Artifact', { type: 'Layout' } as never);
    draw();
    this.pdf.endMarkedContent();
  }

  height(text: string, width: number, look: TextLook = {}): number {
    if (text === '') return 0;
    this.dress(look);
    return this.pdf.heightOfString(text, { width, lineGap: look.lineGap ?? defaultGap, features });
  }

  textWidth(text: string, look: TextLook = {}): number {
    this.dress(look);
    return this.pdf.widthOfString(text, { features });
  }

  /** Draws at a place without moving on. Returns the height. */
  textAt(text: string, x: number, y: number, width: number, look: TextLook = {}): number {
    const height = this.height(text, width, look);
    this.dress(look);
    this.pdf.fillColor(look.colour ?? colours.ink).fillOpacity(1);
    this.pdf.text(text, x, y, { width, lineGap: look.lineGap ?? defaultGap, align: look.align ?? 'left', features });
    return height;
  }

  /** A paragraph over the whole width, and `after` points of room below it. */
  paragraph(text: string, look: TextLook & { after?: number; type?: string; indent?: number } = {}): void {
    const { after = 6, type = 'P', indent = 0 } = look;
    const height = this.height(text, this.width - indent, look);
    this.ensure(Math.min(height, this.pdf.page.height / 3));
    this.tagged(type, () => void this.textAt(text, this.left + indent, this.y, this.width - indent, look));
    this.y += height + after;
  }

  rule(x: number, y: number, width: number, colour: string = colours.line, thickness = 0.6): void {
    this.ornament(() => this.pdf.moveTo(x, y).lineTo(x + width, y).lineWidth(thickness).strokeColor(colour).strokeOpacity(1).undash().stroke());
  }

  private dress({ size = sizes.body, bold = false }: TextLook): void {
    this.pdf.font(bold ? 'bold' : 'regular').fontSize(size);
  }
}
