import type { TckOutcome } from './run-tck.js';
import { reasonOf } from './shortfalls.js';

interface Score { passed: number; all: number }
export const externalJava = '0076-feel-external-java';

export function scoreOf(outcomes: readonly TckOutcome[]): Score {
  return { passed: outcomes.filter(({ passed }) => passed).length, all: outcomes.length };
}

const share = ({ passed, all }: Score): string => `${passed} of ${all} (${(Math.floor((10_000 * passed) / all) / 100).toFixed(2)} %)`;

function groups(outcomes: readonly TckOutcome[], of: (outcome: TckOutcome) => string): [string, TckOutcome[]][] {
  const found = new Map<string, TckOutcome[]>();
  for (const outcome of outcomes) found.set(of(outcome), [...(found.get(of(outcome)) ?? []), outcome]);
  return [...found];
}

/** docs/conformance.md, from one run over the whole kit. */
export function conformancePage(outcomes: readonly TckOutcome[]): string {
  const levels = groups(outcomes, ({ level }) => level);
  const failing = outcomes.filter(({ passed }) => !passed);
  const withoutJava = outcomes.filter(({ level, folder }) => level === 'compliance-level-3' && folder !== externalJava);
  return [
    '# Conformance to DMN and FEEL',
    '',
    'Measured with the public DMN Technology Compatibility Kit (dmn-tck/tck, models of DMN 1.5). Every case is run as it stands: the model is',
    'read, compiled and evaluated with the inputs of the case. Numbers may differ by 1e-8 of their size, everything else must be equal; a case that',
    'expects an error passes with null. Cases that stand in comments in the files of the kit are not counted.',
    '',
    'This page is written by `node scripts/write-conformance.mjs FOLDER`, and a test holds it to what the kit really gives; `node scripts/tck.mjs FOLDER`',
    'prints what fails. FOLDER, or the environment variable `ARBITER_CONFORMANCE`, names the folder with `compliance-level-2` and `compliance-level-3`.',
    'The same cases are run again on models that were exported and read back.',
    '',
    '## Score',
    '',
    '| level | cases passed |',
    '|---|---|',
    ...levels.map(([level, of]) => `| ${level.replace('compliance-level-', '')} | ${share(scoreOf(of))} |`),
    `| 3 without external Java | ${share(scoreOf(withoutJava))} |`,
    '',
    failing.length === 0 ? '' : '## What falls short\n',
    ...groups(failing, ({ level, folder }) => `${level}/${folder}`).flatMap(([folder, of]) => [
      `### ${folder}`,
      '',
      ...groups(of, ({ key }) => reasonOf(key) ?? 'no reason given').flatMap(([reason, cases]) => [`${reason}`, '', ...cases.map(({ id, why }) => `- \`${id}\`: ${why.split(' [')[0]}`), '']),
    ]),
    '## Score by folder',
    '',
    '| folder | cases passed |',
    '|---|---|',
    ...groups(outcomes, ({ level, folder }) => `${level}/${folder}`).map(([folder, of]) => `| ${folder.replace('compliance-level-', '')} | ${scoreOf(of).passed} of ${of.length} |`),
    '',
  ].join('\n');
}
