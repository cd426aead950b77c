import { forEachCoefficient, type Model, type Row } from '../model/model.js';
import type { Plan } from '../finish/plan.js';
import type { Program, ProgramColumn } from './glpk.js';

/** A program over the candidates of some customers, the rest of a plan held fast. */
export interface CandidateProgram extends Program {
  /** Candidate and customer of each of the first columns; slack columns of an elastic program follow. */
  candidates: number[];
  owners: number[];
}

export interface ProgramSettings {
  customers: Iterable<number>;
  /** Which of their candidates may be chosen. */
  allowed?: (candidate: number, customer: number) => boolean;
  /** The plan that everybody else keeps to; null when nobody else has anything. */
  rest: Plan | null;
  integer: boolean;
  /** Cost of a unit of violation of each row that must hold (scaled); leaves them hard where null. Soft rows have their own price. */
  penalty: ((row: number) => number) | null;
  /** Use the bounds that plans are made for, or those that proofs may use. */
  bounds: 'plan' | 'proof';
}

/** The rows of the model for the chosen customers, and each customer's own rules as rows. */
export function candidateProgram(model: Model, settings: ProgramSettings): CandidateProgram {
  const { rows: limits, choice } = model;
  const program: CandidateProgram = { columns: [], rows: [], candidates: [], owners: [] };
  const left = limits.map((row, k) => (settings.bounds === 'plan' ? row.planBound : row.bound) - (settings.rest ? settings.rest.used[k]! : 0));
  for (const i of settings.customers) {
    if (settings.rest) for (let s = i * settings.rest.slots; s < (i + 1) * settings.rest.slots; s++) if (settings.rest.held[s]! >= 0) forEachCoefficient(model, i, settings.rest.held[s]!, (k, a) => (left[k]! += a));
  }
  limits.forEach((row, k) => program.rows.push({ lower: row.sense > 0 ? -Infinity : left[k]!, upper: row.sense < 0 ? Infinity : left[k]! }));
  for (const i of settings.customers) {
    if (choice.max === 0) break;
    const first = program.columns.length;
    for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) {
      if (settings.allowed && !settings.allowed(e, i)) continue;
      const sums = new Map<number, number>();
      forEachCoefficient(model, i, e, (k, a) => sums.set(k, (sums.get(k) ?? 0) + a));
      program.columns.push({ cost: model.gain[e]!, lower: 0, upper: 1, rows: [...sums.keys()], coefficients: [...sums.values()], integer: settings.integer });
      program.candidates.push(e);
      program.owners.push(i);
    }
    addChoiceRows(model, program, first);
    addRuleRows(model, program, first, i);
  }
  addHouseholdRows(model, program, settings);
  addSlack(program, limits, settings.penalty);
  return program;
}

function addChoiceRows(model: Model, program: CandidateProgram, first: number): void {
  const { choice } = model;
  const last = program.columns.length;
  const addRow = (columns: readonly number[], upper: number): void => {
    if (columns.length <= upper) return;
    const row = program.rows.push({ lower: -Infinity, upper }) - 1;
    for (const j of columns) {
      program.columns[j]!.rows.push(row);
      program.columns[j]!.coefficients.push(1);
    }
  };
  const all = Array.from({ length: last - first }, (_, z) => first + z);
  const optionOf = (j: number): number => model.option[program.candidates[j]!]!;
  addRow(all, choice.max);
  if (choice.perPeriod < Infinity) for (let p = 0; p < choice.periods; p++) addRow(all.filter((j) => optionOf(j) % choice.periods === p), choice.perPeriod);
  if (choice.conflict && choice.max > 1) for (const j of all) for (const l of all) if (j < l && choice.conflict[optionOf(j) * model.options + optionOf(l)]) addRow([j, l], 1);
}

/** Caps over time, and what may only come after something else. */
function addRuleRows(model: Model, program: CandidateProgram, first: number, customer: number): void {
  const { rules, options } = model;
  if (!rules) return;
  const last = program.columns.length;
  const columns = Array.from({ length: last - first }, (_, z) => first + z);
  const optionOf = (j: number): number => model.option[program.candidates[j]!]!;
  const addRow = (upper: number, entries: readonly [number, number][]): void => {
    const row = program.rows.push({ lower: -Infinity, upper }) - 1;
    for (const [j, a] of entries) {
      program.columns[j]!.rows.push(row);
      program.columns[j]!.coefficients.push(a);
    }
  };
  rules.caps.forEach(({ counts, max }, c) => {
    const own = columns.filter((j) => counts[optionOf(j)]);
    const left = max - (rules.spent ? rules.spent[customer * rules.caps.length + c]! : 0);
    if (own.length > left) addRow(Math.max(0, left), own.map((j) => [j, 1]));
  });
  for (const j of columns) {
    const open = rules.unmet?.[program.candidates[j]!] ?? 0;
    rules.needs.forEach((enables, r) => {
      if (open & (1 << r)) addRow(0, [[j, 1], ...columns.filter((other) => other !== j && enables[optionOf(other) * options + optionOf(j)]).map((other): [number, number] => [other, -1])]);
    });
  }
}

/** Caps of households; members outside the program keep what the rest of the plan gives them. */
function addHouseholdRows(model: Model, program: CandidateProgram, settings: ProgramSettings): void {
  const { households, options } = model;
  if (!households) return;
  const inside = new Set(settings.customers);
  const columns = new Map<number, number[]>();
  program.candidates.forEach((e, j) => {
    const i = program.owners[j]!;
    for (let s = households.groupStart[i]!; s < households.groupStart[i + 1]!; s++) {
      const g = households.groupOf[s]!;
      if (!households.counts[households.rule[g]! * options + model.option[e]!]) continue;
      const own = columns.get(g);
      if (own) own.push(j);
      else columns.set(g, [j]);
    }
  });
  for (const [g, own] of columns) {
    let left = households.cap[g]!;
    for (let m = households.memberStart[g]!; settings.rest && m < households.memberStart[g + 1]!; m++) {
      const i = households.member[m]!;
      if (inside.has(i)) continue;
      for (let s = i * settings.rest.slots; s < (i + 1) * settings.rest.slots; s++) {
        const e = settings.rest.held[s]!;
        if (e >= 0 && households.counts[households.rule[g]! * options + model.option[e]!]) left--;
      }
    }
    const row = program.rows.push({ lower: -Infinity, upper: left }) - 1;
    for (const j of own) {
      program.columns[j]!.rows.push(row);
      program.columns[j]!.coefficients.push(1);
    }
  }
}

function addSlack(program: CandidateProgram, limits: readonly Row[], penalty: ((row: number) => number) | null): void {
  for (let k = 0; k < limits.length; k++) {
    const { lower, upper } = program.rows[k]!;
    const { mostPrice } = limits[k]!;
    if (mostPrice === Infinity && !penalty) continue;
    const cost = mostPrice < Infinity ? mostPrice : penalty!(k);
    const slack = (coefficient: number): ProgramColumn => ({ cost: -cost, lower: 0, upper: Infinity, rows: [k], coefficients: [coefficient] });
    if (upper < Infinity) program.columns.push(slack(-1));
    if (lower > -Infinity) program.columns.push(slack(1));
  }
}

/** Writes an integer answer over a plan: the customers of the program get what it chose and nothing else. */
export function applyAnswer(plan: Plan, program: CandidateProgram, x: Float64Array): void {
  const next = new Map<number, number>();
  for (const i of program.owners) if (!next.has(i)) {
    plan.held.fill(-1, i * plan.slots, (i + 1) * plan.slots);
    next.set(i, i * plan.slots);
  }
  program.candidates.forEach((e, j) => {
    if (x[j]! < 0.5) return;
    const i = program.owners[j]!;
    const slot = next.get(i)!;
    if (slot < (i + 1) * plan.slots) plan.held[slot] = e;
    next.set(i, slot + 1);
  });
  plan.recount();
}
