import createGlpk, { type GLPK, type LP } from 'glpk.js/node';

/**
 * Linear and integer programs through GLPK: the only file that knows it.
 *
 *     maximise Σ cost_j x_j   subject to   lower_r ≤ Σ a_rj x_j ≤ upper_r,   lower_j ≤ x_j ≤ upper_j   (±Infinity: no bound)
 */
export interface Program {
  columns: ProgramColumn[];
  rows: { lower: number; upper: number }[];
}
export interface ProgramColumn {
  cost: number;
  lower: number;
  upper: number;
  rows: number[];
  coefficients: number[];
  integer?: boolean;
}

export interface ProgramAnswer {
  /**
   * optimal: proved, for an integer program within the gap asked. feasible: stopped early with a point. infeasible and unbounded: proved.
   * unknown: stopped early without a point, or GLPK failed.
   */
  status: 'optimal' | 'feasible' | 'infeasible' | 'unbounded' | 'unknown';
  objective: number;
  x: Float64Array;
  /** Duals of the rows; empty for integer programs. */
  duals: Float64Array;
}

export interface ProgramOptions {
  timeLimitMs: number;
  /** Relative gap at which an integer program may stop. */
  gap?: number;
  /** Whether to prove by a second program that there is no point, where the presolver leaves it open (true unless told). */
  confirm?: boolean;
  /** Milliseconds, to tell a proof from a time-out. */
  now: () => number;
}

/** A loaded GLPK. Its calls block; it refuses further work after a crash of the WebAssembly module, and the next `loadGlpk` gives a new one. */
export class Glpk {
  readonly #glpk: GLPK;
  broken = false;

  constructor(glpk: GLPK) {
    this.#glpk = glpk;
  }

  solve(program: Program, options: ProgramOptions): ProgramAnswer {
    const nothing: ProgramAnswer = { status: 'unknown', objective: NaN, x: new Float64Array(program.columns.length), duals: new Float64Array(program.rows.length) };
    if (this.broken || options.timeLimitMs <= 0) return nothing;
    if (program.columns.length === 0) {
      const holds = program.rows.every((row) => row.lower <= 0 && row.upper >= 0);
      return { ...nothing, status: holds ? 'optimal' : 'infeasible', objective: 0 };
    }
    const g = this.#glpk;
    const integer = program.columns.some((column) => column.integer);
    const started = options.now();
    const seconds = Math.max(0.01, options.timeLimitMs / 1000);
    try {
      const { result } = g.solve(this.#translate(program), { msglev: g.GLP_MSG_OFF, presol: integer, tmlim: seconds, ...(integer ? { mipgap: options.gap ?? 0 } : {}) });
      const timedOut = options.now() - started >= 0.95 * options.timeLimitMs;
      const x = Float64Array.from(program.columns, (_, j) => result.vars[`x${j}`] ?? 0);
      const duals = result.dual ? Float64Array.from(program.rows, (_, r) => result.dual![`r${r}`] ?? 0) : new Float64Array(0);
      const answer = (status: ProgramAnswer['status']): ProgramAnswer => ({ status, objective: result.z, x, duals });
      if (result.status === g.GLP_OPT) return answer('optimal');
      // Branch and bound that stops at its gap calls the point feasible; only the clock tells it from a time-out.
      if (result.status === g.GLP_FEAS) return answer(integer && !timedOut ? 'optimal' : integer ? 'feasible' : 'unknown');
      if (result.status === g.GLP_NOFEAS) return answer('infeasible');
      if (result.status === g.GLP_UNBND) return answer('unbounded');
      // The presolver of an integer program that proves infeasibility leaves the status undefined.
      if (integer && !timedOut && options.confirm !== false && result.status === g.GLP_UNDEF) return this.#confirmInfeasible(program, options, answer('unknown'));
      return answer('unknown');
    } catch {
      this.broken = true;
      return nothing;
    }
  }

  /**
   * Proves infeasibility by the elastic program: the least total violation of the rows is found by a program that always has a
   * point. A positive least violation is the proof; else nothing was proved.
   */
  #confirmInfeasible(program: Program, options: ProgramOptions, unknown: ProgramAnswer): ProgramAnswer {
    const columns: ProgramColumn[] = program.columns.map((column) => ({ ...column, cost: 0 }));
    program.rows.forEach((row, r) => {
      if (row.upper < Infinity) columns.push({ cost: -1, lower: 0, upper: Infinity, rows: [r], coefficients: [-1] });
      if (row.lower > -Infinity) columns.push({ cost: -1, lower: 0, upper: Infinity, rows: [r], coefficients: [1] });
    });
    const least = this.solve({ columns, rows: program.rows }, { ...options, gap: 0 });
    return least.status === 'optimal' && least.objective < -1e-6 ? { ...unknown, status: 'infeasible' } : unknown;
  }

  #translate(program: Program): LP {
    const g = this.#glpk;
    const bounds = (lower: number, upper: number): { type: number; lb: number; ub: number } => {
      const type = lower === upper ? g.GLP_FX : lower > -Infinity && upper < Infinity ? g.GLP_DB : lower > -Infinity ? g.GLP_LO : upper < Infinity ? g.GLP_UP : g.GLP_FR;
      return { type, lb: Number.isFinite(lower) ? lower : 0, ub: Number.isFinite(upper) ? upper : 0 };
    };
    const subjectTo: LP['subjectTo'] = program.rows.map((row, r) => ({ name: `r${r}`, vars: [], bnds: bounds(row.lower, row.upper) }));
    program.columns.forEach((column, j) => column.rows.forEach((r, z) => subjectTo[r]!.vars.push({ name: `x${j}`, coef: column.coefficients[z]! })));
    return {
      name: 'p',
      objective: { direction: g.GLP_MAX, name: 'z', vars: program.columns.map((column, j) => ({ name: `x${j}`, coef: column.cost })) },
      subjectTo,
      // glpk.js replaces unset bounds by largest doubles, so every bound is written out.
      bounds: program.columns.map((column, j) => {
        const { type } = bounds(column.lower, column.upper);
        return { name: `x${j}`, type, lb: column.lower === -Infinity ? -Number.MAX_VALUE : column.lower, ub: column.upper === Infinity ? Number.MAX_VALUE : column.upper };
      }),
      generals: program.columns.flatMap((column, j) => (column.integer ? [`x${j}`] : [])),
    };
  }
}

let loaded: Promise<Glpk> | null = null;

/** GLPK, loaded once and again after a crash. */
export async function loadGlpk(): Promise<Glpk> {
  if (loaded && !(await loaded).broken) return loaded;
  loaded = createGlpk().then((glpk) => new Glpk(glpk));
  return loaded;
}
