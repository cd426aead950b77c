import { inflateSync } from 'node:zlib';

export interface PdfText {
  pages: number;
  /** What is written, in the order in which it is drawn, without spaces between pieces that follow each other. */
  text: string;
}

/** Reads the text of a PDF whose fonts tell the characters of their glyphs, as those of the product's files do (ISO 32000-1, 9.10). */
export function readPdf(file: Buffer): PdfText {
  const objects = new Map<string, { dictionary: string; stream: string | null }>();
  const source = file.toString('latin1');
  for (const [, id = '', body = ''] of source.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const at = body.indexOf('stream\n');
    const dictionary = at < 0 ? body : body.slice(0, at);
    const raw = at < 0 ? null : Buffer.from(body.slice(at + 7, body.lastIndexOf('\nendstream')), 'latin1');
    objects.set(id, { dictionary, stream: raw === null || /\/Subtype \/Image|FontFile/.test(dictionary) ? null : readStream(dictionary, raw) });
  }
  const fonts = new Map<string, Map<number, string>>();
  for (const { dictionary } of objects.values()) {
    for (const [, name = '', id = ''] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const toUnicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.dictionary ?? '')?.[1];
      const map = toUnicode === undefined ? null : objects.get(toUnicode)?.stream;
      if (map) fonts.set(name, readCharacters(map));
    }
  }
  let text = '';
  for (const { stream } of objects.values()) {
    if (stream === null || !stream.includes(' Tf')) continue;
    let font = new Map<number, string>();
    for (const [, name, pieces] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (name !== undefined) font = fonts.get(name) ?? new Map<number, string>();
      for (const [, hex = ''] of (pieces ?? '').matchAll(/<([0-9a-fA-F]+)>/g)) for (const [glyph] of hex.matchAll(/.{4}/g)) text += font.get(parseInt(glyph, 16)) ?? '';
      if (pieces !== undefined) text += '\n';
    }
  }
  return { pages: [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary)).length, text };
}

function readStream(dictionary: string, raw: Buffer): string | null {
  if (!dictionary.includes('/FlateDecode')) return raw.toString('latin1');
  try {
    return inflateSync(raw).toString('latin1');
  } catch {
    return null;
  }
}

const utf16 = (hex: string): string => Buffer.from(hex.replaceAll(/\s/g, ''), 'hex').swap16().toString('utf16le');

/** Characters by glyph of a ToUnicode map. */
function readCharacters(map: string): Map<number, string> {
  const characters = new Map<number, string>();
  for (const [, block = ''] of map.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from = '', , list, one] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:\[([^\]]*)\]|<([0-9a-fA-F]+)>)/g)) {
      const first = parseInt(from, 16);
      if (list !== undefined) for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-fA-F ]+)>/g)].entries()) characters.set(first + index, utf16(hex));
      else if (one !== undefined) characters.set(first, utf16(one));
    }
  }
  for (const [, block = ''] of map.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) for (const [, glyph = '', hex = ''] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F ]+)>/g)) characters.set(parseInt(glyph, 16), utf16(hex));
  return characters;
}
