import { unzipSync, zipSync } from 'fflate';
import { WorkbookError } from '../../ports/table-workbooks.js';

/** A workbook of 100,000 rules of 20 columns needs about half of it. */
export const mostUnpackedBytes = 192 * 2 ** 20;
const mostEntries = 2000;

/**
 * The parts of a workbook that hold cells, packed anew without compression. Sizes are those of the archive's own list, and nothing is
 * unpacked beyond them, so that a small file that swells costs no more than the limit.
 */
export function unpackWorkbook(bytes: Uint8Array): Uint8Array {
  let unpacked = 0;
  let entries = 0;
  try {
    const parts = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        entries += 1;
        if (entries > mostEntries) throw new WorkbookError('too-large', `The workbook has more than ${mostEntries} parts; save the table as a workbook of its own`);
        if (!/\.(?:xml|rels)$/i.test(name)) return false;
        unpacked += originalSize;
        if (unpacked > mostUnpackedBytes) throw new WorkbookError('too-large', `The workbook has more than ${mostUnpackedBytes / 2 ** 20} MB when it is unpacked; split the table`);
        return true;
      },
    });
    if (!parts['xl/workbook.xml']) throw new WorkbookError('file-invalid', 'The file is no XLSX workbook: it has no part "xl/workbook.xml". Save it from a spreadsheet as .xlsx');
    return zipSync(parts, { level: 0 });
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw new WorkbookError('file-invalid', `The file is no XLSX workbook: ${error instanceof Error ? error.message : String(error)}. Save it from a spreadsheet as .xlsx`);
  }
}
