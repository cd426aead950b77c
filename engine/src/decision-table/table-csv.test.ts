import type { DecisionTableDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionTableFromCsv, decisionTableToCsv } from './table-csv.js';

const text = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', "'", '=', '-', '+', '@', ' ', 'Ж', '[', '1'), minLength: 1, maxLength: 8 }).map((value) => value.trim()).filter((value) => value !== '' && !/^'/.test(value));
const document: fc.Arbitrary<DecisionTableDocument> = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })).chain(([inputs, outputs]) =>
  fc.record({
    name: text,
    hitPolicy: fc.constantFrom('U', 'F', 'A') as fc.Arbitrary<'U' | 'F' | 'A'>,
    inputs: fc.array(fc.record({ expression: text, type: fc.constantFrom('number', 'string') as fc.Arbitrary<'number' | 'string'> }), { minLength: inputs, maxLength: inputs }),
    outputs: fc.array(fc.record({ name: text, default: text }), { minLength: outputs, maxLength: outputs }),
    rules: fc.array(fc.record({ inputs: fc.array(text, { minLength: inputs, maxLength: inputs }), outputs: fc.array(text, { minLength: outputs, maxLength: outputs }), annotation: text }), { minLength: 1, maxLength: 6 }),
  }),
);

describe('decision tables as CSV', () => {
  it('come back as they went', () => {
    fc.assert(fc.property(document, fc.constantFrom(',', ';', '\t') as fc.Arbitrary<',' | ';' | '\t'>, (table, delimiter) => {
      const read = decisionTableFromCsv(decisionTableToCsv(table, delimiter));
      expect(read).toEqual({ ok: true, value: table });
    }), { numRuns: 300 });
  });

  it('are read as a person writes them', () => {
    const csv = '\ufeffhit policy;C+\r\ncolumn;input;input;output;annotation\r\nexpression;age;region;limit;\r\nallowed;;"""EU"", ""US""";"1, ""a,b"", [1, 2]";\r\nrules\r\nyoung;[18..25);"""EU""";100;note\r\n;;-;1;\r\n';
    expect(decisionTableFromCsv(csv)).toEqual({
      ok: true,
      value: {
        hitPolicy: 'C', aggregator: 'sum',
        inputs: [{ expression: 'age' }, { expression: 'region', allowed: '"EU", "US"' }],
        outputs: [{ name: 'limit', values: ['1', '"a,b"', '[1, 2]'] }],
        rules: [{ id: 'young', inputs: ['[18..25)', '"EU"'], outputs: ['100'], annotation: 'note' }, { inputs: ['-', '-'], outputs: ['1'] }],
      },
    });
  });

  it('keep formulas of spreadsheets as text', () => {
    const table: DecisionTableDocument = { hitPolicy: 'F', inputs: [{ expression: 'a' }], outputs: [{ name: 'o' }], rules: [{ inputs: ['-'], outputs: ['-5'], annotation: '=HYPERLINK("x")' }, { inputs: ['@"2024-01-01"'], outputs: ["-2+3+cmd|' /C calc'!A0"], annotation: '+1' }] };
    const csv = decisionTableToCsv(table);
    expect(csv).toContain(`\r\n,-,-5,"'=HYPERLINK(""x"")"\r\n`);
    expect(csv).not.toMatch(/[,\n][=+@]/);
    expect(decisionTableFromCsv(csv)).toEqual({ ok: true, value: table });
  });

  it('are refused with the row, and read by thousands', () => {
    const codes = (csv: string): string[] => {
      const read = decisionTableFromCsv(csv);
      return read.ok ? [] : read.error.map(({ path, code }) => `${path} ${code}`);
    };
    expect(codes('')).toEqual([' incomplete']);
    expect(codes('what,1\nrules\n')).toEqual(['/0 unknown-row']);
    expect(codes('hit policy,Z\ncolumn,input,thing\nrules\n')).toEqual(['/column/1 unknown-column', '/hit policy unknown-hit-policy', '/column incomplete', '/expression/0 incomplete']);
    expect(codes('column,output\nexpression,o\nrules\n,1,2,3\n')).toEqual(['/3/2 wrong-arity']);
    expect(codes('name,"open\nrules')).toEqual([' unreadable-csv']);
    const many = decisionTableFromCsv(`hit policy,F\ncolumn,input,output\nexpression,n,o\nrules\n${Array.from({ length: 20_000 }, (_, i) => `,${i},${i}`).join('\n')}\n`);
    expect(many.ok && many.value.rules).toHaveLength(20_000);
  });
});
