import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8', maxBuffer: 1e8 })
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const sources = files.filter((file) => /\.(ts|svelte|mjs|sql)$/.test(file) && !/\.d\.ts$/.test(file));
const own = 'tests/architecture/house-rules.test.ts';
const text = (file: string) => readFileSync(file, 'utf8');

function offenders(among: string[], pattern: RegExp): string[] {
  return among.flatMap((file) =>
    text(file)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  );
}

describe('house rules', () => {
  it('keeps every file short enough to be read in one sitting', () => {
    const long = sources.map((file) => ({ file, lines: text(file).split('\n').length - 1 })).filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  it('names files after what they are', () => {
    const vague = sources.filter((file) => /(^|\/)(utils?|helpers?|managers?|misc|common)(\.|\/)/i.test(file));
    expect(vague).toEqual([]);
    const illNamed = sources.filter((file) => {
      const name = file.split('/').at(-1)!;
      return file.endsWith('.svelte') ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name) : !/^[a-z0-9][a-z0-9.-]*$/.test(name);
    });
    expect(illNamed).toEqual([]);
  });

  it('leaves nothing unfinished or switched off', () => {
    const marks = /\b(TODO|FIXME|XXX)\b|not implemented|(it|test|describe)\.(only|skip)\(|@ts-ignore|@ts-nocheck|\bas any\b/;
    expect(offenders(sources.filter((file) => file !== own), marks)).toEqual([]);
  });

  it('keeps pure packages pure: time, seed and environment come in as arguments', () => {
    const pure = sources.filter((file) => /^(contracts|engine|solver|reports|demo)\/src\//.test(file) && !file.endsWith('.test.ts'));
    expect(offenders(pure, /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.(env|hrtime)|performance\.now\(|console\./)).toEqual([]);
  });

  it('reads the environment in one place', () => {
    const server = sources.filter((file) => /^server\/src\//.test(file) && !/^server\/src\/(config|testing)\//.test(file) && !file.endsWith('.test.ts'));
    expect(offenders(server, /process\.env/)).toEqual([]);
  });

  it('locks packages without recording where they were fetched', () => {
    expect(text('package-lock.json')).not.toMatch(/"resolved": "http/);
  });
});
