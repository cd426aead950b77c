// The DMN compatibility kit, from the folder that ARBITER_CONFORMANCE names; without it these tests are not registered.
// What fails, by folder, without vitest: `node scripts/tck.mjs FOLDER [PART-OF-A-FOLDER-NAME]`.
// Cases that fail for a reason stand in shortfalls.ts; docs/conformance.md is written by `node scripts/write-conformance.mjs FOLDER`.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { comparableModel, type DmnModel } from '@arbiter/engine/dmn/dmn-model';
import { readDmn } from '@arbiter/engine/dmn/read-dmn';
import { writeDmn } from '@arbiter/engine/dmn/write-dmn';
import { describe, expect, it } from 'vitest';
import { conformancePage, externalJava, scoreOf } from './conformance-page.js';
import { readTck } from './read-tck.js';
import { runSuite } from './run-tck.js';
import { reasonOf, shortfalls } from './shortfalls.js';

const folder = process.env['ARBITER_CONFORMANCE'];
const present = folder !== undefined && existsSync(join(folder, 'compliance-level-2'));
if (!present) process.stdout.write('ARBITER_CONFORMANCE names no folder with compliance-level-2 and compliance-level-3: the DMN compatibility kit does not run\n');

const suites = present ? readTck(folder) : [];
const outcomes = suites.map((suite) => runSuite(suite));

function exported(model: DmnModel): DmnModel {
  const written = writeDmn(model);
  const read = readDmn(written.ok ? written.value : '');
  if (!read.ok) throw new Error(read.error[0]!.message);
  return read.value;
}

for (const [index, suite] of suites.entries()) {
  describe(`${suite.level}/${suite.folder}/${suite.file}`, () => {
    it(`passes ${suite.cases.length} cases, those aside that have a reason not to`, () => {
      const failing = outcomes[index]!.filter(({ passed }) => !passed);
      expect(failing.filter(({ key }) => reasonOf(key) === undefined).map(({ key, why }) => `${key}: ${why}`)).toEqual([]);
    });

    it.runIf(suite.model)('is exported as an equal model that gives the same answers', () => {
      const model = exported(suite.model!);
      expect(comparableModel(model)).toEqual(comparableModel(suite.model!));
      const again = runSuite(suite, model, suite.imports.map(exported));
      expect(again.filter(({ passed }) => !passed).map(({ key }) => key)).toEqual(outcomes[index]!.filter(({ passed }) => !passed).map(({ key }) => key));
    });
  });
}

describe.runIf(present)('the compatibility kit as a whole', () => {
  const all = outcomes.flat();

  it('has every case of level 2, and more than 95 % of level 3 without external Java', () => {
    const level2 = scoreOf(all.filter(({ level }) => level === 'compliance-level-2'));
    const level3 = scoreOf(all.filter(({ level, folder: name }) => level === 'compliance-level-3' && name !== externalJava));
    expect(level2.all).toBeGreaterThan(100);
    expect(level2.passed).toBe(level2.all);
    expect(level3.all).toBeGreaterThan(3000);
    expect(level3.passed / level3.all).toBeGreaterThan(0.95);
  });

  it('excuses no case that passes or is not there', () => {
    const failing = new Set(all.filter(({ passed }) => !passed).map(({ key }) => key));
    expect(shortfalls.filter(({ key }) => !failing.has(key)).map(({ key }) => key)).toEqual([]);
  });

  it('gives the score that docs/conformance.md tells', () => {
    const page = readFileSync(fileURLToPath(new URL('../../docs/conformance.md', import.meta.url)), 'utf8');
    expect(page).toBe(conformancePage(all));
  });
});

// A file without tests would count as a failure.
if (!present) it('is not run without the kit', () => expect(suites).toEqual([]));
