import { closeSync, openSync, writeSync } from 'node:fs';
import { instanceOf, parseProblem } from '@arbiter/solver';
import { buildModel } from '@arbiter/solver/model/build-model';
import { forEachCoefficient } from '@arbiter/solver/model/model';
import { campaignOf, smallDocument } from './instances.mjs';

/**
 * A named instance as the mixed-integer program that other solvers take, to be maximised: a column for each candidate, a row for each
 * limit and for each customer, by columns.
 */
export function programOf(name, seed = 1) {
  const document = smallDocument(name, seed);
  let built;
  if (document) {
    const parsed = parseProblem(document);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
    built = buildModel(parsed.problem, instanceOf(parsed.problem).instance);
  } else {
    const campaign = campaignOf(name, seed);
    built = buildModel(campaign.problem(), campaign.instance());
  }
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const { model } = built;
  if (model.choice.max !== 1 || model.rows.some((row) => row.orZero)) throw new Error(`${name} is no problem of one action a customer with plain limits`);
  const limits = model.rows.length;
  const columns = model.gain.length;
  const starts = new Int32Array(columns + 1);
  const [indices, values] = [[], []];
  // A row may come twice for a candidate (shares): its parts are added.
  const sums = new Map();
  for (let i = 0; i < model.customers; i += 1) {
    for (let e = model.offsets[i]; e < model.offsets[i + 1]; e += 1) {
      sums.clear();
      forEachCoefficient(model, i, e, (k, a) => sums.set(k, (sums.get(k) ?? 0) + a * model.rows[k].scale));
      for (const [k, a] of sums) {
        if (a === 0) continue;
        indices.push(k);
        values.push(a);
      }
      indices.push(limits + i);
      values.push(1);
      starts[e + 1] = indices.length;
    }
  }
  const rowLower = new Float64Array(limits + model.customers).fill(-Infinity);
  const rowUpper = new Float64Array(limits + model.customers).fill(1);
  model.rows.forEach((row, k) => {
    rowLower[k] = row.sense > 0 ? -Infinity : row.planBound * row.scale;
    rowUpper[k] = row.sense < 0 ? Infinity : row.planBound * row.scale;
  });
  return { columns, rows: limits + model.customers, cost: model.gain, starts, indices: Int32Array.from(indices), values: Float64Array.from(values), rowLower, rowUpper };
}

/** A data line of MPS whose fields stand where the fixed format wants them, which readers of the free format understand too. */
const field = (kind, first, second, value) => ` ${kind.padEnd(2)} ${first.padEnd(8)}  ${second.padEnd(8)}  ${value}\n`;

/** Writes the program as MPS, its objective negated so that every reader minimises. */
export function writeMps(program, file, integer) {
  const out = openSync(file, 'w');
  let text = 'NAME          p\nROWS\n N  z\n';
  const put = (line) => {
    text += line;
    if (text.length < 1 << 20) return;
    writeSync(out, text);
    text = '';
  };
  const { columns, rows, cost, starts, indices, values, rowLower, rowUpper } = program;
  const kind = (r) => (rowLower[r] === rowUpper[r] ? 'E' : rowLower[r] === -Infinity ? 'L' : 'G');
  for (let r = 0; r < rows; r += 1) put(` ${kind(r)}  r${r}\n`);
  put('COLUMNS\n');
  if (integer) put(field('', 'M1', "'MARKER'", "               'INTORG'"));
  for (let j = 0; j < columns; j += 1) {
    put(field('', `x${j}`, 'z', -cost[j]));
    for (let s = starts[j]; s < starts[j + 1]; s += 1) put(field('', `x${j}`, `r${indices[s]}`, values[s]));
  }
  if (integer) put(field('', 'M2', "'MARKER'", "               'INTEND'"));
  put('RHS\n');
  for (let r = 0; r < rows; r += 1) put(field('', 'b', `r${r}`, kind(r) === 'G' ? rowLower[r] : rowUpper[r]));
  put('BOUNDS\n');
  for (let j = 0; j < columns; j += 1) put(field('UP', 'c', `x${j}`, 1));
  put('ENDATA\n');
  writeSync(out, text);
  closeSync(out);
}
