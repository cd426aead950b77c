import type { FaultList } from '../problem/fault-list.js';
import type { Ask } from './sql-text.js';

/** Where rows stand: an expression that may follow FROM (a quoted table, or a table function), and its name in messages. */
export interface TableSource {
  from: string;
  name: string;
}

export interface SourceColumns {
  /** Type of ClickHouse by column. */
  types: ReadonlyMap<string, string>;
}

/** Names and types of a source's columns; a fault where it cannot be read. */
export function describeSource(source: TableSource, path: string, ask: Ask, faults: FaultList): SourceColumns | null {
  try {
    const rows = ask({ kind: 'rows', sql: `DESCRIBE TABLE (SELECT * FROM ${source.from})` });
    return { types: new Map(rows.map((row) => [String(row['name']), String(row['type'])])) };
  } catch (error) {
    faults.add(path, 'table-not-read', `${source.name} cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    return null;
  }
}

export function isNumeric(type: string | undefined): boolean {
  return type !== undefined && /^(LowCardinality\()?(Nullable\()?(U?Int|Float|Decimal|BFloat)/.test(type);
}
