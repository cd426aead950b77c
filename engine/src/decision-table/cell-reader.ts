import type { Fault } from '@arbiter/contracts';
import type { FeelScope, FeelType } from '../feel/feel-type.js';
import { checkFeel, type CheckedFeel } from '../feel/index.js';
import { typeName } from '../strategy-data-model/feel-types.js';
import type { ColumnKind } from './cell-set.js';
import { readCell } from './read-cell.js';
import type { TableCell } from './check-decision-table.js';

const mostFaults = 500;

/** Checks the FEEL of cells; equal cells of a column, which large tables are full of, are checked once. */
export class CellReader {
  readonly faults: Fault[] = [];
  readonly names = new Set<string>();
  private readonly known = new Map<string, { value: TableCell | undefined; faults: readonly Fault[] }>();
  private readonly expressions = new Map<string, { value: CheckedFeel | undefined; faults: readonly Fault[] }>();
  private readonly strict: boolean;

  constructor(private readonly options: { scope: FeelScope; strict?: boolean }) {
    this.strict = options.strict !== false;
  }

  fault(path: string, code: string, message: string): void {
    if (this.faults.length < mostFaults) this.faults.push({ path, code, message });
  }

  /** A fault where types must fit; in DMN files such a value is null. */
  mismatch(path: string, thing: string, from: FeelType, to: FeelType): void {
    if (this.strict) this.fault(path, 'type-mismatch', `${thing} must be ${typeName(to)}, not ${typeName(from)}`);
  }

  expression(source: string, path: string): CheckedFeel | undefined {
    let entry = this.expressions.get(source);
    if (!entry) {
      const result = checkFeel(source, { scope: this.options.scope, strict: this.strict });
      entry = result.ok ? { value: result.value, faults: [] } : { value: undefined, faults: result.error };
      this.expressions.set(source, entry);
      if (entry.value) for (const name of entry.value.names) this.names.add(name);
    }
    for (const { code, message } of entry.faults) this.fault(path, code, message);
    return entry.value;
  }

  tests(source: string, path: string, input: FeelType, kind: ColumnKind | undefined): TableCell | undefined {
    const key = `${kind ?? ''}|${JSON.stringify(input)}|${source}`;
    let entry = this.known.get(key);
    if (!entry) {
      const result = checkFeel(source, { scope: this.options.scope, dialect: 'unary-tests', input, strict: this.strict });
      entry = result.ok ? { value: { source: source.trim(), checked: result.value, set: readCell(result.value.tree, kind) }, faults: [] } : { value: undefined, faults: result.error };
      this.known.set(key, entry);
      if (entry.value) for (const name of entry.value.checked.names) if (name !== '?') this.names.add(name);
    }
    for (const { code, message } of entry.faults) this.fault(path, code, message);
    return entry.value;
  }
}
