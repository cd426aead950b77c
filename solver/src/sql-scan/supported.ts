import { FaultList } from '../problem/fault-list.js';
import type { Fault, Problem } from '../problem/problem.js';

/**
 * What a scan of a table cannot honour, each with the key at fault: it solves problems with one action a customer whose limits are over
 * cells, options and measures. Everything else belongs to the solver in memory.
 */
export function unsupportedInTables(problem: Problem): Fault[] {
  const faults = new FaultList();
  const refuse = (path: string, what: string): void => faults.add(path, 'not-in-tables', `${what} cannot be planned by a scan of a table: leave it out, or solve without the scan, from files`);
  const { max, perPeriod } = problem.contacts;
  if (Math.min(max, perPeriod * Math.max(1, problem.periods.length)) !== 1) refuse('/contactsPerCustomer', `${max === Infinity ? 'Any number of' : max} actions a customer`);
  if (problem.objective.kind === 'ratio') refuse('/objective', 'A ratio');
  if (problem.objective.then) refuse('/objective/then', 'A second goal');
  problem.limits.forEach((limit, l) => {
    if (limit.orZero) refuse(`/limits/${l}/orZero`, `Limit "${limit.id}" with "orZero"`);
    if (limit.softPrice !== undefined) refuse(`/limits/${l}/soft`, `Limit "${limit.id}" with "soft"`);
    if (limit.bounds !== undefined) refuse(`/limits/${l}`, `Limit "${limit.id}" with a bound for each group`);
    if (limit.each?.some(({ kind }) => kind !== 'period')) refuse(`/limits/${l}/each`, `Limit "${limit.id}" with "each" of something other than the period`);
  });
  problem.sequence.forEach((rule, r) => {
    // With one action a customer, rules between the actions of a plan hold by themselves; those that reach into the history do not.
    if (rule.kind === 'onlyAfter' || problem.history.kind !== 'none') refuse(`/sequence/${r}`, `Rule "${rule.id}"`);
    if (rule.kind === 'maxContacts' && rule.max < 1) refuse(`/sequence/${r}`, `Rule "${rule.id}"`);
  });
  if (problem.households.length > 0) refuse('/households', '"households"');
  if (problem.agents.length > 0) refuse('/agents', '"agents"');
  if (problem.history.kind !== 'none') refuse('/history', '"history"');
  if (problem.fixed.kind !== 'none') refuse('/fixed', '"fixed"');
  if (problem.previous) refuse('/previous', '"previous"');
  return faults.list();
}
