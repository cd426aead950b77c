import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { callSnippet, pythonLiteral, shellQuoted } from './call-snippets.js';
import { exampleOfSchema } from './example-of-schema.js';

const call = { origin: 'https://decide.example', endpoint: 'collect', environment: 'test' as const, input: { name: `O'Brien "$HOME" \`x\` \\`, amount: 1.5, flags: [true, null] }, needsKey: true };

describe('calls as programs', () => {
  it('curl is quoted so that the shell changes nothing', () => {
    const text = callSnippet('curl', call);
    expect(text).toContain("'https://decide.example/v1/strategies/collect/decisions?environment=test'");
    expect(text).toContain('Bearer arb_YOUR_KEY');
    const seen = execFileSync('sh', ['-c', `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }; ${text}`]).toString().split('\0');
    expect(JSON.parse(seen[seen.indexOf('-d') + 1]!)).toEqual({ input: call.input });
    expect(execFileSync('sh', ['-c', `printf %s ${shellQuoted("a'b\nc")}`]).toString()).toBe("a'b\nc");
  });

  it('production needs no environment, a local server no key', () => {
    const text = callSnippet('curl', { ...call, environment: 'production', needsKey: false });
    expect(text).not.toContain('environment');
    expect(text).not.toContain('authorization');
  });

  it('JavaScript holds the input as it is', () => {
    const text = callSnippet('javascript', call);
    const body = /body: JSON\.stringify\(\{ input: ([\s\S]*) \}\),/.exec(text)![1]!;
    expect(JSON.parse(body)).toEqual(call.input);
  });

  it('Python has its own words for true, false and nothing', () => {
    expect(pythonLiteral({ a: [true, false, null], b: {}, c: [] })).toBe('{\n    "a": [\n        True,\n        False,\n        None,\n    ],\n    "b": {},\n    "c": [],\n}');
    expect(callSnippet('python', call)).toContain('"flags": [');
  });
});

describe('an example of a schema', () => {
  it('takes defaults, first choices and plain values', () => {
    const schema = { type: 'object', properties: { id: { type: 'string' }, cause: { enum: ['fire', null] }, days: { type: ['number', 'null'], default: 365 }, born: { type: 'string', format: 'date' }, amount: { type: 'number', minimum: 5 }, list: { type: ['array', 'null'], items: { type: 'object', properties: { paid: { type: 'boolean' } } } } } };
    expect(exampleOfSchema(schema, '2026-01-02')).toEqual({ id: 'text', cause: 'fire', days: 365, born: '2026-01-02', amount: 5, list: [{ paid: false }] });
    expect(exampleOfSchema(undefined, '2026-01-02')).toBeNull();
  });

  it('ends where a schema holds itself', () => {
    const loop: { type: string; items?: object } = { type: 'array' };
    loop.items = loop;
    expect(JSON.stringify(exampleOfSchema(loop, '2026-01-02')).length).toBeLessThan(100);
  });
});
