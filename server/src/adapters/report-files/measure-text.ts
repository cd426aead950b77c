import PDFDocument from 'pdfkit';
import { interRegular, interSemiBold } from './inter-font.js';

let measuring: PDFKit.PDFDocument | undefined;

/** Width of a text in Inter at this size, in the size's unit. */
export function textWidth(text: string, sizePoints: number, isBold: boolean): number {
  measuring ??= new PDFDocument({ autoFirstPage: false }).registerFont('regular', interRegular).registerFont('bold', interSemiBold);
  return measuring.font(isBold ? 'bold' : 'regular').fontSize(sizePoints).widthOfString(text);
}
