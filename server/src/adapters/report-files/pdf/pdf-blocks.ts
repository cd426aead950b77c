import type { Block, Check, Verdict } from '@arbiter/reports/documents/index';
import { chartSvg } from '../chart-svg.js';
import { drawSvg } from './draw-svg.js';
import type { PdfFlow } from './pdf-flow.js';
import { colours, sizes, toneColours, toneGrounds } from './pdf-look.js';
import { drawTable } from './pdf-table.js';

/** Charts are laid out a little larger than they are printed: their type is made for screens. */
const chartScale = 1.28;

/** Draws one part of a page. */
export function drawBlock(flow: PdfFlow, block: Block): void {
  switch (block.kind) {
    case 'text':
      if (block.look === 'caution') return drawCaution(flow, block.text);
      return flow.paragraph(block.text, block.look === 'muted' ? { size: sizes.small, colour: colours.muted, after: 10 } : { after: 10 });
    case 'heading':
      flow.ensure(90);
      flow.y += 6;
      return flow.paragraph(block.text, { size: sizes.heading, bold: true, type: 'H2', after: 5 });
    case 'list':
      for (const item of block.items) drawItem(flow, item);
      flow.y += 6;
      return undefined;
    case 'terms':
      for (const { term, meaning } of block.items) {
        flow.ensure(36);
        flow.paragraph(term, { size: sizes.small + 0.5, bold: true, after: 0 });
        flow.paragraph(meaning, { size: sizes.small, colour: colours.muted, after: 6 });
      }
      flow.y += 4;
      return undefined;
    case 'figures':
      return drawFigures(flow, block.items);
    case 'checks':
      return drawChecks(flow, block.items);
    case 'verdicts':
      for (const verdict of block.items) drawVerdict(flow, verdict);
      return undefined;
    case 'chart':
      return drawChart(flow, block);
    case 'table':
      return drawTable(flow, block.table);
  }
}

function drawItem(flow: PdfFlow, item: string): void {
  const look = { size: sizes.small, colour: colours.muted };
  flow.ensure(Math.min(flow.height(item, flow.width - 12, look), 200));
  const top = flow.y;
  flow.ornament(() => flow.pdf.circle(flow.left + 3, top + 5, 1.3).fillColor(colours.faint).fillOpacity(1).fill());
  flow.paragraph(item, { ...look, indent: 12, after: 4, type: 'LI' });
}

function drawChart(flow: PdfFlow, { option, height, alt, caption }: Extract<Block, { kind: 'chart' }>): void {
  flow.ensure(height + (caption ? 16 : 0));
  const svg = chartSvg(option, { width: Math.round(flow.width * chartScale), height: Math.round(height * chartScale) });
  flow.tagged('Figure', () => drawSvg(flow.pdf, svg, { x: flow.left, y: flow.y, width: flow.width }), { alt });
  flow.y += height + 4;
  if (caption) flow.paragraph(caption, { size: sizes.small, colour: colours.muted, type: 'Caption', after: 4 });
  flow.y += 6;
}

function drawCaution(flow: PdfFlow, text: string): void {
  const look = { size: sizes.body - 0.5, colour: colours.ink };
  const height = flow.height(text, flow.width - 34, look) + 14;
  flow.ensure(height);
  flow.ornament(() => flow.pdf.roundedRect(flow.left, flow.y, flow.width, height, 4).fillColor(toneGrounds.caution).fillOpacity(1).fill());
  mark(flow, '!', flow.left + 10, flow.y + 7, toneColours.caution);
  flow.tagged('P', () => void flow.textAt(text, flow.left + 28, flow.y + 7, flow.width - 34, look));
  flow.y += height + 8;
}

/** A sign in a ring: states differ by it, not by colour alone. */
function mark(flow: PdfFlow, sign: string, x: number, y: number, colour: string): void {
  flow.ornament(() => {
    flow.pdf.circle(x + 6, y + 6, 6).fillColor(colour).fillOpacity(1).fill();
    flow.textAt(sign, x, y + 2.4, 12, { size: 7.5, bold: true, colour: '#ffffff', align: 'center', lineGap: 0 });
  });
}

function drawVerdict(flow: PdfFlow, { tone, sentence, details, cautions }: Verdict): void {
  const inner = flow.width - 32;
  const head = { size: 13.5, bold: true, lineGap: 3 };
  const body = { size: sizes.body - 0.5, colour: colours.muted, lineGap: 2.5 };
  const more = details.join(' ');
  const warn = { size: sizes.body - 0.5, lineGap: 2 };
  const heights = [flow.height(sentence, inner, head), more ? flow.height(more, inner, body) + 6 : 0, ...cautions.map((caution) => flow.height(caution, inner - 18, warn) + 6)];
  const height = heights.reduce((sum, one) => sum + one, 0) + 26;
  flow.ensure(height);
  flow.ornament(() => {
    flow.pdf.roundedRect(flow.left, flow.y, flow.width, height, 5).fillColor(toneGrounds[tone]).fillOpacity(1).fill();
    flow.pdf.rect(flow.left, flow.y, 4, height).fillColor(toneColours[tone]).fill();
  });
  let y = flow.y + 13;
  flow.tagged('P', () => void flow.textAt(sentence, flow.left + 18, y, inner, head));
  y += heights[0] ?? 0;
  if (more) {
    y += 6;
    flow.tagged('P', () => void flow.textAt(more, flow.left + 18, y, inner, body));
    y += (heights[1] ?? 6) - 6;
  }
  cautions.forEach((caution, index) => {
    y += 6;
    mark(flow, '!', flow.left + 18, y, toneColours.caution);
    flow.tagged('P', () => void flow.textAt(caution, flow.left + 36, y, inner - 18, warn));
    y += (heights[index + 2] ?? 6) - 6;
  });
  flow.y += height + 12;
}

const signs = { fine: '✓', alarm: '!', unknown: '?' } as const;
const states = { fine: toneColours.good, alarm: toneColours.bad, unknown: toneColours.caution } as const;

/** Two side by side; those in a row begin at the same height. */
function drawChecks(flow: PdfFlow, checks: readonly Check[]): void {
  const width = (flow.width - 20) / 2;
  const label = { size: sizes.body - 0.5, bold: true };
  const text = { size: sizes.small - 0.3, colour: colours.muted, lineGap: 1.5 };
  const heading = ({ label: name, value }: Check) => `${name}: ${value}`;
  for (let index = 0; index < checks.length; index += 2) {
    const pair = checks.slice(index, index + 2);
    const height = Math.max(...pair.map((check) => flow.height(heading(check), width - 20, label) + flow.height(check.text, width - 20, text) + 2));
    flow.ensure(height);
    pair.forEach((check, column) => {
      const x = flow.left + column * (width + 20);
      mark(flow, signs[check.state], x, flow.y, states[check.state]);
      flow.tagged('P', () => {
        const used = flow.textAt(heading(check), x + 20, flow.y, width - 20, label);
        flow.textAt(check.text, x + 20, flow.y + used + 1, width - 20, text);
      });
    });
    flow.y += height + 10;
  }
}

/** Headline numbers, three side by side. */
function drawFigures(flow: PdfFlow, items: Extract<Block, { kind: 'figures' }>['items']): void {
  const columns = Math.min(3, Math.max(1, items.length));
  const space = 12;
  const width = (flow.width - space * (columns - 1)) / columns;
  const looks = { label: { size: sizes.small, colour: colours.muted }, value: { size: 18, bold: true }, detail: { size: sizes.small - 0.5, colour: colours.muted } };
  for (let index = 0; index < items.length; index += columns) {
    const row = items.slice(index, index + columns);
    const height = Math.max(...row.map(({ label, value, detail }) => flow.height(label, width - 20, looks.label) + flow.height(value, width - 20, looks.value) + (detail ? flow.height(detail, width - 20, looks.detail) : 0))) + 22;
    flow.ensure(height);
    row.forEach(({ label, value, detail, tone }, column) => {
      const x = flow.left + column * (width + space);
      flow.ornament(() => flow.pdf.roundedRect(x, flow.y, width, height, 5).lineWidth(0.7).strokeColor(colours.line).strokeOpacity(1).stroke());
      flow.tagged('P', () => {
        const first = flow.textAt(label, x + 10, flow.y + 9, width - 20, looks.label);
        const second = flow.textAt(value, x + 10, flow.y + 11 + first, width - 20, looks.value);
        if (detail) flow.textAt(detail, x + 10, flow.y + 11 + first + second, width - 20, { ...looks.detail, ...(tone ? { colour: toneColours[tone] } : {}) });
      });
    });
    flow.y += height + space;
  }
}
