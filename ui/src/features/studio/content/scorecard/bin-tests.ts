/** How the test of a bin is edited: bounds of a range, values of a list, the missing value, the rest, or FEEL as it stands. */
export type BinShape =
  | { kind: 'range'; low: string; lowIn: boolean; high: string; highIn: boolean }
  | { kind: 'list'; values: string[]; quoted: boolean }
  | { kind: 'missing' }
  | { kind: 'rest' }
  | { kind: 'feel'; text: string };

const number = String.raw`-?\d+(?:\.\d+)?`;
const between = new RegExp(String.raw`^([[(\]])\s*(${number})\s*\.\.\s*(${number})\s*([\])[])$`);
const sided = new RegExp(String.raw`^(<=|>=|<|>)\s*(${number})$`);
const texts = /^"(?:[^"\\]|\\.)*"(?:\s*,\s*"(?:[^"\\]|\\.)*")*$/;
const numbers = new RegExp(String.raw`^${number}(?:\s*,\s*${number})*$`);

export function shapeOf(test: string): BinShape {
  const text = test.trim();
  if (text === '' || text === '-') return { kind: 'rest' };
  if (text === 'null') return { kind: 'missing' };
  const range = between.exec(text);
  if (range) return { kind: 'range', low: range[2]!, lowIn: range[1] === '[', high: range[3]!, highIn: range[4] === ']' };
  const side = sided.exec(text);
  if (side) return side[1]!.startsWith('<') ? { kind: 'range', low: '', lowIn: true, high: side[2]!, highIn: side[1] === '<=' } : { kind: 'range', low: side[2]!, lowIn: side[1] === '>=', high: '', highIn: false };
  if (texts.test(text)) return { kind: 'list', values: [...text.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([whole]) => JSON.parse(whole) as string), quoted: true };
  if (numbers.test(text)) return { kind: 'list', values: text.split(',').map((one) => one.trim()), quoted: false };
  return { kind: 'feel', text };
}

/** The test that a shape says. A range without both bounds is the rest. */
export function testOf(shape: BinShape): string {
  switch (shape.kind) {
    case 'rest':
      return '-';
    case 'missing':
      return 'null';
    case 'feel':
      return shape.text;
    case 'list':
      return shape.values.map((value) => (shape.quoted ? JSON.stringify(value) : value)).join(', ');
    case 'range':
      if (shape.low === '' && shape.high === '') return '-';
      if (shape.low === '') return `${shape.highIn ? '<=' : '<'} ${shape.high}`;
      if (shape.high === '') return `${shape.lowIn ? '>=' : '>'} ${shape.low}`;
      return `${shape.lowIn ? '[' : '('}${shape.low}..${shape.high}${shape.highIn ? ']' : ')'}`;
  }
}

const missing = /^(?:null|missing|empty|none|n\/a|нет данных|не указано|пусто|отсутствует)$/i;
const rest = /^(?:-|else|other|others|иначе|прочие|прочее|остальные|другое)$/i;
const decimal = (text: string): string => text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.').replace('−', '-');
const loose = String.raw`[-−]?\d[\d\s\u00a0\u202f]*(?:[.,]\d+)?`;
const words: readonly [RegExp, (low: string, high: string) => string][] = [
  [new RegExp(String.raw`^(${loose})\s*(?:-|–|—|\.\.|…|до|to)\s*(${loose})$`, 'i'), (low, high) => `[${low}..${high})`],
  [new RegExp(String.raw`^от\s+(${loose})\s+до\s+(${loose})$`, 'i'), (low, high) => `[${low}..${high})`],
  [new RegExp(String.raw`^(?:<=|≤)\s*(${loose})$`), (low) => `<= ${low}`],
  [new RegExp(String.raw`^(?:>=|≥|от|from)\s*(${loose})$`, 'i'), (low) => `>= ${low}`],
  [new RegExp(String.raw`^(${loose})\s*\+$`), (low) => `>= ${low}`],
  [new RegExp(String.raw`^(?:<|до|менее|under|below)\s*(${loose})$`, 'i'), (low) => `< ${low}`],
  [new RegExp(String.raw`^(?:>|более|свыше|over|above)\s*(${loose})$`, 'i'), (low) => `> ${low}`],
];

/** What people and spreadsheets write for a bin ("18–25", "до 18", "60+", "Москва, Казань", "нет данных") as a test. FEEL stays as it is. */
export function readBin(text: string): string {
  const plain = text.trim();
  if (plain === '' || rest.test(plain)) return '-';
  if (missing.test(plain)) return 'null';
  if (shapeOf(plain).kind !== 'feel') return plain;
  for (const [pattern, make] of words) {
    const found = pattern.exec(plain);
    if (found) return make(decimal(found[1]!), decimal(found[2] ?? ''));
  }
  if (/["?()]|\.\./.test(plain) || /^not\b/.test(plain)) return plain;
  return plain.split(/[;,]/).map((one) => one.trim()).filter(Boolean).map((one) => JSON.stringify(one)).join(', ');
}
