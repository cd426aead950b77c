import { ProblemDocument } from '@arbiter/contracts/problem-document';
import { SolutionDocument } from '@arbiter/contracts/solution-document';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the schemas beside the package', () => {
  it.each([['problem', ProblemDocument], ['solution', SolutionDocument]] as const)('%s.schema.json is what contracts define', (name, schema) => {
    const text = readFileSync(new URL(`../../${name}.schema.json`, import.meta.url), 'utf8');
    // Rewrite with: node scripts/write-schemas.mjs
    expect(JSON.parse(text)).toEqual({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...JSON.parse(JSON.stringify(schema)) });
  });
});
