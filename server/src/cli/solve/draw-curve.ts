import { writeSync } from 'node:fs';
import { type CurvePoint, type CurveWish, type Instance, limitCurve, type Problem, type SolveOptions } from '@arbiter/solver';
import type { Fault } from '@arbiter/contracts/problems';
import { UsageError } from '../command.js';
import { writeWhole } from './write-assignments.js';

export interface CurveTask {
  limit: string;
  /** Bounds as they were given, or how many to choose. */
  at: number[] | CurveWish;
  /** A .csv or .json file. */
  out: string | null;
}

/** What `arbiter solve --curve` prints. */
export interface CurveDocument {
  format: 'arbiter-curve/1';
  limit: string;
  /** The bound that the problem itself has. */
  current: number;
  points: CurvePoint[];
}

export async function drawCurve(task: CurveTask, problem: Problem, instance: Instance, options: SolveOptions & { onPoint: (point: CurvePoint, solved: number) => void }): Promise<{ ok: true; curve: CurveDocument } | { ok: false; errors: Fault[] }> {
  const drawn = await limitCurve(problem, instance, task.limit, task.at, options);
  if (!drawn.ok) return drawn;
  const curve: CurveDocument = { format: 'arbiter-curve/1', limit: task.limit, current: problem.limits.find(({ id }) => id === task.limit)!.bound, points: drawn.points };
  if (task.out !== null) writeWhole(task.out, (file) => void writeSync(file, /\.json$/i.test(task.out!) ? `${JSON.stringify(curve, null, 2)}\n` : asCsv(drawn.points)));
  return { ok: true, curve };
}

function asCsv(points: readonly CurvePoint[]): string {
  const columns = ['at', 'status', 'objective', 'bound', 'gap', 'price'] as const;
  return `${columns.join(',')}\r\n${points.map((point) => `${columns.map((name) => point[name] ?? '').join(',')}\r\n`).join('')}`;
}

/** The task of the options; null where no curve is asked for. */
export function curveTask(text: (name: string) => string | null): CurveTask | null {
  const limit = text('curve');
  const [at, points, out] = [text('at'), text('points'), text('curve-out')];
  if (limit === null) {
    if (at !== null || points !== null || out !== null) throw new UsageError('--at, --points and --curve-out belong to --curve LIMIT: say which limit is to move');
    return null;
  }
  if (at !== null && points !== null) throw new UsageError('--at names the points of the curve and --points only how many: give one of them');
  if (out !== null && !/\.(csv|json)$/i.test(out)) throw new UsageError(`--curve-out is ${JSON.stringify(out)}; give a name that ends in .csv or .json`);
  if (at !== null) {
    const bounds = at.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    if (bounds.some((bound) => !Number.isFinite(bound))) throw new UsageError(`--at is ${JSON.stringify(at)}; give bounds such as 100,200,500`);
    return { limit, at: bounds, out };
  }
  const count = points === null ? 20 : Number(points);
  if (!Number.isInteger(count) || count < 2 || count > 1_000) throw new UsageError(`--points is ${JSON.stringify(points)}; give a whole number from 2 to 1000`);
  return { limit, at: { points: count }, out };
}
