import { clampMultiplier, type DualPoint } from '../dual/dual.js';
import type { DualFunction } from '../dual/dual-function.js';
import type { Glpk, ProgramColumn } from '../exact/glpk.js';
import { forEachCoefficient, type Model } from '../model/model.js';
import { groupUse } from '../scan/allowed-sets.js';
import { netValue } from '../scan/net-value.js';
import type { NearTies } from './near-ties.js';
import { Plan } from './plan.js';

/** Customers whose moves are the same in every respect, so that one column per move serves all. */
interface CustomerClass {
  members: number[];
  /** Moves of each member: [out, into] candidates, member after member in the same order. */
  moves: [number, number][][];
}

export interface ClassAnswer {
  /** Multipliers that the program's rows ended with. */
  lambda: Float64Array;
  /** Everybody at the best choice, the near ties as the program moved them, rounded down. */
  plan: Plan;
  /** Customers whose move the program split. */
  split: number[];
  /** Of every class some that moved and some that stayed: with them all kinds of exchanges can be made. */
  spread: number[];
}

/**
 * The linear program over the near ties: everybody else keeps the best choice at the prices of `point`, a near tie may make one of
 * its moves within the threshold. Identical customers are one bounded column, so that ties cost nothing. The rows are elastic, with
 * a penalty above their prices, so that there is always an answer; waste is free. Null where GLPK finds none in time or the classes
 * are more than `mostColumns` columns.
 */
export function solveNearTies(dual: DualFunction, point: DualPoint, near: NearTies, options: { glpk: Glpk; now: () => number; timeLimitMs: number; mostColumns: number; typical?: number }): ClassAnswer | null {
  const { model, scan } = dual;
  const plan = new Plan(model, scan.chosen.slice());
  const classes = classify(dual, plan, near);
  const K = model.rows.length;
  const columns: ProgramColumn[] = [];
  const rows = model.rows.map((row, k) => {
    const left = row.planBound - plan.used[k]!;
    return { lower: row.sense > 0 ? -Infinity : left, upper: row.sense < 0 ? Infinity : left };
  });
  const owner: { of: CustomerClass; move: number }[] = [];
  const groupRows = new Map<number, number>();
  for (const of of classes) {
    const [customer, moves] = [of.members[0]!, of.moves[0]!];
    const caps = householdRows(model, plan, customer, rows, groupRows);
    const shared = moves.length > 1 ? rows.push({ lower: -Infinity, upper: of.members.length }) - 1 : -1;
    moves.forEach(([out, into], move) => {
      const delta = new Map<number, number>();
      if (out >= 0) forEachCoefficient(model, customer, out, (k, a) => delta.set(k, (delta.get(k) ?? 0) - a));
      if (into >= 0) forEachCoefficient(model, customer, into, (k, a) => delta.set(k, (delta.get(k) ?? 0) + a));
      if (shared >= 0) delta.set(shared, 1);
      for (const [row, counts] of caps) delta.set(row, (into >= 0 ? counts[model.option[into]!]! : 0) - (out >= 0 ? counts[model.option[out]!]! : 0));
      const entries = [...delta].filter(([, a]) => a !== 0);
      columns.push({ cost: plan.gainChange(out, into), lower: 0, upper: of.members.length, rows: entries.map(([k]) => k), coefficients: entries.map(([, a]) => a) });
      owner.push({ of, move });
    });
    if (columns.length > options.mostColumns) return null;
  }
  const moves = columns.length;
  for (let k = 0; k < K; k++) {
    const soft = model.rows[k]!.mostPrice;
    const penalty = soft < Infinity ? soft : 1.05 * Math.abs(point.lambda[k]!) + Math.max(1, 50 * near.threshold) + 1e-3 * (options.typical ?? Math.abs(point.value / Math.max(1, model.customers)));
    const slack = (coefficient: number): ProgramColumn => ({ cost: -penalty, lower: 0, upper: Infinity, rows: [k], coefficients: [coefficient] });
    if (model.rows[k]!.sense >= 0) columns.push(slack(-1));
    if (model.rows[k]!.sense <= 0) columns.push(slack(1));
  }
  const answer = options.glpk.solve({ columns, rows }, { timeLimitMs: options.timeLimitMs, now: options.now });
  if (answer.status !== 'optimal') return null;
  const used = new Map<CustomerClass, number>();
  const split = new Set<number>();
  const waiting: [number, number, number][] = [];
  const bound = (member: number): boolean => (model.households?.block[member] ?? -1) >= 0 || Boolean(model.rules);
  for (let j = 0; j < moves; j++) {
    const { of, move } = owner[j]!;
    const amount = answer.x[j]!;
    const whole = Math.floor(amount + 1e-7);
    let next = used.get(of) ?? 0;
    for (let n = 0; n < whole && next < of.members.length; n++, next++) {
      const [member, [out, into]] = [of.members[next]!, of.moves[next]![move]!];
      // What others of the household give up first may still come.
      if (bound(member) && !plan.mayMove(member, out, into)) waiting.push([member, out, into]);
      else plan.apply(member, out, into);
    }
    used.set(of, next);
    if (amount - whole > 1e-7 && next < of.members.length) split.add(of.members[next]!);
  }
  for (const [member, out, into] of waiting) {
    if (plan.mayMove(member, out, into)) plan.apply(member, out, into);
    else split.add(member);
  }
  // GLPK gives the duals of a maximisation with the sign of our multipliers.
  const lambda = Float64Array.from(model.rows, (row, k) => clampMultiplier(row, answer.duals[k]!));
  return { lambda, plan, split: [...split], spread: spreadOf(classes, used) };
}

/** Rows of the caps that a customer shares, made when first asked for, and what each counts. */
function householdRows({ households, options }: Model, plan: Plan, customer: number, rows: { lower: number; upper: number }[], known: Map<number, number>): [number, Uint8Array][] {
  if (!households) return [];
  const found: [number, Uint8Array][] = [];
  for (let s = households.groupStart[customer]!; s < households.groupStart[customer + 1]!; s++) {
    const g = households.groupOf[s]!;
    let row = known.get(g);
    if (row === undefined) known.set(g, (row = rows.push({ lower: -Infinity, upper: households.cap[g]! - groupUse(plan.model, plan.held, plan.slots, g) }) - 1));
    found.push([row, households.counts.subarray(households.rule[g]! * options, (households.rule[g]! + 1) * options)]);
  }
  return found;
}

function classify(dual: DualFunction, plan: Plan, near: NearTies): CustomerClass[] {
  const { model, scan, prices } = dual;
  const classes = new Map<string, CustomerClass>();
  for (const i of near.customers) {
    const tolerance = Math.max(near.threshold, 1.0001 * scan.gap[i]! + 1e-9);
    const moves: [number, number][] = [];
    let key = `${model.cell[i]!}`;
    plan.forEachMove(i, (out, into) => {
      const loss = (out < 0 ? 0 : netValue(model, prices, i, out)) - (into < 0 ? 0 : netValue(model, prices, i, into));
      if (loss > tolerance) return;
      moves.push([out, into]);
      key += `|${out < 0 ? -1 : model.option[out]!}>${into < 0 ? -1 : model.option[into]!}:${plan.gainChange(out, into)}`;
      for (const own of model.own) key += `,${out < 0 ? 0 : own[out]!},${into < 0 ? 0 : own[into]!}`;
    }, true);
    // Members of a household share rows of their own.
    if (model.households && model.households.block[i]! >= 0) key += `#${i}`;
    if (moves.length === 0) continue;
    const known = classes.get(key);
    if (known) {
      known.members.push(i);
      known.moves.push(moves);
    } else classes.set(key, { members: [i], moves: [moves] });
  }
  return [...classes.values()];
}

/** Members of a class that are worth a look when plans are improved. */
const perClass = 16;

function spreadOf(classes: readonly CustomerClass[], moved: ReadonlyMap<CustomerClass, number>): number[] {
  return classes.flatMap((of) => {
    const { members } = of;
    const border = moved.get(of) ?? 0;
    return members.length <= perClass ? members : members.slice(Math.max(0, border - perClass / 2), Math.max(0, border - perClass / 2) + perClass);
  });
}
