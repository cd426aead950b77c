import { readTck } from './read-tck.js';
import { runSuite } from './run-tck.js';

/** Score and failing cases of the kit in a folder, as lines; `only` is a part of the folders' names. */
export function printTck(root: string, only: string | undefined): string[] {
  const lines: string[] = [];
  const totals = new Map<string, { passed: number; all: number }>();
  for (const suite of readTck(root).filter(({ folder, level }) => only === undefined || `${level}/${folder}`.includes(only))) {
    const outcomes = runSuite(suite);
    const passed = outcomes.filter((outcome) => outcome.passed).length;
    const total = totals.get(suite.level) ?? { passed: 0, all: 0 };
    totals.set(suite.level, { passed: total.passed + passed, all: total.all + outcomes.length });
    if (passed === outcomes.length) continue;
    lines.push(`${suite.level}/${suite.folder}: ${passed} of ${outcomes.length}`);
    for (const outcome of outcomes) if (!outcome.passed) lines.push(`    ${outcome.id}  ${outcome.why}`);
  }
  for (const [level, { passed, all }] of totals) lines.push(`${level}: ${passed} of ${all} (${((100 * passed) / all).toFixed(2)} %)`);
  return lines;
}
