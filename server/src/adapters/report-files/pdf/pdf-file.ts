import type { ReportDocument } from '@arbiter/reports/documents/index';
import PDFDocument from 'pdfkit';
import { interRegular, interSemiBold } from '../inter-font.js';
import { drawBlock } from './pdf-blocks.js';
import { PdfFlow } from './pdf-flow.js';
import { colours, paper, sizes } from './pdf-look.js';

/** A document as A4 pages: tagged, with bookmarks, in the reader's language, its typeface inside. */
export async function pdfFile(document: ReportDocument, madeAt: Date): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    autoFirstPage: false, bufferPages: true, pdfVersion: '1.7', tagged: true, displayTitle: true, lang: document.locale,
    info: { Title: document.title, Subject: document.kind, Author: 'Arbiter', Creator: 'Arbiter', Producer: 'Arbiter', CreationDate: madeAt, ModDate: madeAt },
  });
  pdf.registerFont('regular', interRegular).registerFont('bold', interSemiBold);
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject));
  const flow = new PdfFlow(pdf);
  flow.newPage(false);
  drawCover(flow, document);
  for (const section of document.sections) {
    const landscape = section.landscape === true;
    if (section.ownPage === true || landscape !== flow.isLandscape) flow.newPage(landscape);
    flow.beginSection(section.title);
    flow.ensure(150);
    if (flow.y > paper.margin) flow.y += 12;
    pdf.outline.addItem(section.title);
    flow.paragraph(section.title, { size: sizes.section, bold: true, type: 'H1', after: 8 });
    for (const block of section.blocks) drawBlock(flow, block);
  }
  flow.end();
  drawFeet(flow, document);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawCover(flow: PdfFlow, document: ReportDocument): void {
  const { pdf } = flow;
  flow.beginSection(document.title);
  flow.ornament(() => pdf.rect(0, 0, pdf.page.width, 6).fillColor(colours.accent).fillOpacity(1).fill());
  flow.y = paper.margin + 6;
  flow.paragraph(document.kind, { size: sizes.body, colour: colours.muted, after: 3 });
  pdf.outline.addItem(document.title);
  flow.paragraph(document.title, { size: document.title.length > 60 ? sizes.title - 7 : sizes.title, bold: true, type: 'H', after: 12 });
  flow.rule(flow.left, flow.y, flow.width);
  flow.y += 10;
  const label = { size: sizes.small + 0.5, colour: colours.muted };
  const value = { size: sizes.small + 0.5 };
  const labelWidth = Math.min(150, Math.max(70, ...document.facts.map((fact) => flow.textWidth(fact.label, label))) + 14);
  for (const fact of document.facts) {
    const height = Math.max(flow.height(fact.label, labelWidth, label), flow.height(fact.value, flow.width - labelWidth, value));
    flow.ensure(height);
    flow.tagged('P', () => {
      flow.textAt(fact.label, flow.left, flow.y, labelWidth, label);
      flow.textAt(fact.value, flow.left + labelWidth, flow.y, flow.width - labelWidth, value);
    });
    flow.y += height + 4;
  }
  flow.y += 6;
  flow.rule(flow.left, flow.y, flow.width);
  flow.y += 14;
  for (const block of document.cover) drawBlock(flow, block);
}

/** Known only when all pages are there. */
function drawFeet(flow: PdfFlow, document: ReportDocument): void {
  const { pdf } = flow;
  const { start, count } = pdf.bufferedPageRange();
  const look = { size: 8, colour: colours.muted, lineGap: 0 };
  for (let page = 0; page < count; page += 1) {
    pdf.switchToPage(start + page);
    const y = pdf.page.height - 34;
    flow.rule(flow.left, y - 8, flow.width, colours.hairline);
    const number = document.words.pageOf(page + 1, count);
    const numberWidth = flow.textWidth(number, look) + 4;
    let title = `${document.title} · ${document.madeAt}`;
    const room = flow.width - numberWidth - 20;
    while (title.length > 8 && flow.textWidth(title, look) > room) title = `${title.slice(0, -3).trimEnd().replace(/…$/, '')}…`;
    pdf.markContent('Artifact', { type: 'Pagination' } as never);
    flow.textAt(title, flow.left, y, room + 10, look);
    flow.textAt(number, flow.left + flow.width - numberWidth, y, numberWidth, { ...look, align: 'right' });
    pdf.endMarkedContent();
  }
}
