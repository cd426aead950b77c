import type { Fault, FieldSpec, ValueSpec } from '@arbiter/contracts';
import { faultOfName } from '../strategy-data-model/field-names.js';
import type { TakenFields } from '../strategy-data-model/from-json-schema.js';

/** Parts of `Name(a, b)`, brackets and quotes kept whole; null for a bare name. */
function argumentsOf(type: string): { name: string; parts: string[] } {
  const open = type.indexOf('(');
  if (open < 0 || !type.endsWith(')')) return { name: type.trim(), parts: [] };
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let part = '';
  for (const sign of type.slice(open + 1, -1)) {
    if (sign === "'" && !part.endsWith('\\')) quoted = !quoted;
    if (!quoted && sign === '(') depth += 1;
    if (!quoted && sign === ')') depth -= 1;
    if (!quoted && depth === 0 && sign === ',') {
      parts.push(part.trim());
      part = '';
    } else part += sign;
  }
  if (part.trim() !== '') parts.push(part.trim());
  return { name: type.slice(0, open).trim(), parts };
}

const scalars: Readonly<Record<string, ValueSpec['type']>> = {
  String: 'string', FixedString: 'string', UUID: 'string', IPv4: 'string', IPv6: 'string', Bool: 'boolean', Date: 'date', Date32: 'date', DateTime: 'date and time', DateTime32: 'date and time', DateTime64: 'date and time',
  Float32: 'number', Float64: 'number', BFloat16: 'number', Decimal: 'number', Decimal32: 'number', Decimal64: 'number', Decimal128: 'number', Decimal256: 'number',
};

const fieldsOf = (parts: readonly string[]): FieldSpec[] | null => {
  const named = parts.map((part) => /^`?([\p{L}_][\p{L}\p{N}_]*)`?\s+(.+)$/su.exec(part));
  return named.every((match) => match !== null && faultOfName(match[1]!) === undefined) ? named.map((match) => field(match![1]!, match![2]!)) : null;
};

function field(name: string, type: string): FieldSpec {
  const { spec, nullable } = specOfColumn(type);
  return { name, ...spec, ...(nullable ? {} : { required: true }) };
}

/** What a value of a ClickHouse column must be, and whether it may be null. Unknown types are `any`. */
export function specOfColumn(type: string): { spec: ValueSpec; nullable: boolean } {
  const { name, parts } = argumentsOf(type.trim());
  const given = (spec: ValueSpec): { spec: ValueSpec; nullable: boolean } => ({ spec, nullable: false });
  switch (name) {
    case 'Nullable': return { ...specOfColumn(parts[0] ?? ''), nullable: true };
    case 'LowCardinality': return specOfColumn(parts[0] ?? '');
    case 'SimpleAggregateFunction': return specOfColumn(parts[1] ?? '');
    case 'Enum': case 'Enum8': case 'Enum16': {
      const values = parts.flatMap((part) => /^'((?:[^'\\]|\\.)*)'/s.exec(part)?.[1]?.replaceAll(/\\(.)/gs, '$1') ?? []);
      return given(values.length > 0 ? { type: 'string', values } : { type: 'string' });
    }
    case 'Array': return given({ type: 'list', items: specOfColumn(parts[0] ?? '').spec });
    case 'Tuple': {
      const fields = fieldsOf(parts);
      return given(fields && fields.length > 0 ? { type: 'object', fields } : { type: 'list' });
    }
    case 'Nested': {
      const fields = fieldsOf(parts);
      return given({ type: 'list', items: fields ? { type: 'object', fields } : { type: 'object' } });
    }
    case 'Map': case 'JSON': case 'Object': return given({ type: 'object' });
    default: {
      const known = scalars[name];
      if (known) return given({ type: known });
      if (/^U?Int\d+$/.test(name)) return given({ type: 'integer' });
      return given({ type: 'any' });
    }
  }
}

/** Fields of a data model from columns of ClickHouse. */
export function fieldsFromColumns(columns: readonly { name: string; type: string }[]): TakenFields {
  const fields: FieldSpec[] = [];
  const untaken: Fault[] = [];
  for (const { name, type } of columns) {
    const faulty = faultOfName(name);
    if (faulty) {
      untaken.push({ path: `/${name}`, code: 'bad-name', message: `${faulty}; the column was left out` });
      continue;
    }
    const made = field(name, type);
    if (made.type === 'any') untaken.push({ path: `/${name}`, code: 'unknown-type', message: `The type ${type.slice(0, 100)} has no counterpart; "any" was taken` });
    fields.push(made);
  }
  return { fields, untaken };
}
