// The summary of a run for people.
import { writeFileSync } from 'node:fs';

const ms = (value) => (value === undefined ? '–' : value < 10 ? value.toFixed(2) : String(Math.round(value)));

/** Writes the summary as Markdown; the text. */
export function writeSummary(file, { startedAt, profile, customers, machine, runs, acknowledged, rows, complete }) {
  const lines = [
    `# Load, ${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    '',
    `Profile ${profile}, ${customers} customers; ${machine.cpus} × ${machine.model}, ${machine.memoryGiB} GiB, Node ${machine.node}, k6 on the same machine.`,
    '',
    '| scenario | asked | decisions | p50, ms | p95 | p99 | most | server CPU per decision, µs | ClickHouse CPU, µs | memory, MiB: first, second third, last third | journal empty after, s | thresholds |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const { name, minutes, rate, passed, decisions, cpuSeconds, drainedInSeconds, memory, metrics } of runs) {
    const times = metrics['http_req_duration{name:decision}'] ?? metrics.http_req_duration ?? {};
    const per = (seconds) => (decisions > 0 && Number.isFinite(seconds) ? Math.round((seconds * 1e6) / decisions) : '–');
    lines.push(`| ${name} | ${rate}/s, ${minutes} min | ${decisions} | ${ms(times['p(50)'])} | ${ms(times['p(95)'])} | ${ms(times['p(99)'])} | ${ms(times.max)} | ${per(cpuSeconds.server)} | ${per(cpuSeconds.clickhouse)} | ${memory.firstMiB}, ${memory.secondThirdMiB}, ${memory.lastThirdMiB}${memory.flat === false ? ' (grows)' : ''} | ${drainedInSeconds.toFixed(1)} | ${passed ? 'hold' : 'broken'} |`);
  }
  lines.push('', `Acknowledged decisions: ${acknowledged}. Rows in ClickHouse: ${rows}. ${complete ? 'Equal.' : 'NOT EQUAL.'}`, '');
  const text = lines.join('\n');
  writeFileSync(file, text);
  return text;
}
