import type { ModelExpression, ModelFunction, ModelScalar } from '@arbiter/contracts';

export type ExpressionValue = ModelScalar | null;
export type ExpressionFunction = (columns: readonly ExpressionValue[]) => ExpressionValue;

/** Two values are equal as PMML compares them: numbers as numbers, else as text. */
const same = (a: ModelScalar, b: ModelScalar) => (typeof a === typeof b ? a === b : Number(a) === Number(b) && String(a).trim() !== '' && String(b).trim() !== '' ? true : String(a) === String(b));
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const number = (value: ExpressionValue): number => (typeof value === 'string' && value.trim() === '' ? NaN : Number(value));
/** To the nearest whole number, halves up, as PMML's `round`. */
const round = (x: number) => Math.floor(x + 0.5);

const numeric: Partial<Record<ModelFunction, (...values: number[]) => number>> = {
  '+': (a, b) => a! + b!, '-': (a, b) => a! - b!, '*': (a, b) => a! * b!, '/': (a, b) => a! / b!,
  log10: (a) => Math.log10(a!), ln: (a) => Math.log(a!), sqrt: (a) => Math.sqrt(a!), abs: (a) => Math.abs(a!), exp: (a) => Math.exp(a!),
  pow: (a, b) => a! ** b!, threshold: (a, b) => (a! > b! ? 1 : 0), floor: (a) => Math.floor(a!), ceil: (a) => Math.ceil(a!), round: (a) => round(a!),
};
/** Aggregates leave missing values out and are missing only when all are. */
const aggregates: Partial<Record<ModelFunction, (values: number[]) => number>> = {
  min: (v) => v.reduce((a, b) => (b < a ? b : a)), max: (v) => v.reduce((a, b) => (b > a ? b : a)), sum: (v) => v.reduce((a, b) => a + b, 0),
  avg: (v) => v.reduce((a, b) => a + b, 0) / v.length, product: (v) => v.reduce((a, b) => a * b, 1),
};
const compared: Partial<Record<ModelFunction, (a: ModelScalar, b: ModelScalar) => boolean>> = {
  equal: same, notEqual: (a, b) => !same(a, b),
  lessThan: (a, b) => a < b, lessOrEqual: (a, b) => a <= b, greaterThan: (a, b) => a > b, greaterOrEqual: (a, b) => a >= b,
};
const textual: Partial<Record<ModelFunction, (...values: string[]) => ModelScalar>> = {
  uppercase: (a) => a!.toUpperCase(), lowercase: (a) => a!.toLowerCase(), trimBlanks: (a) => a!.trim(), stringLength: (a) => a!.length, concat: (...values) => values.join(''),
};
/** Least and greatest number of arguments. */
export const argumentCounts: Readonly<Record<ModelFunction, readonly [number, number]>> = {
  '+': [2, 2], '-': [2, 2], '*': [2, 2], '/': [2, 2], min: [1, 1000], max: [1, 1000], sum: [1, 1000], avg: [1, 1000], product: [1, 1000], log10: [1, 1], ln: [1, 1], sqrt: [1, 1], abs: [1, 1],
  exp: [1, 1], pow: [2, 2], threshold: [2, 2], floor: [1, 1], ceil: [1, 1], round: [1, 1], isMissing: [1, 1], isNotMissing: [1, 1], equal: [2, 2], notEqual: [2, 2], lessThan: [2, 2],
  lessOrEqual: [2, 2], greaterThan: [2, 2], greaterOrEqual: [2, 2], and: [1, 1000], or: [1, 1000], not: [1, 1], isIn: [2, 1000], isNotIn: [2, 1000], if: [2, 3], uppercase: [1, 1], lowercase: [1, 1],
  trimBlanks: [1, 1], stringLength: [1, 1], concat: [1, 1000], surrogate: [1, 1000],
};

/** An expression of a checked model as a function over its columns (features, then derived features before this one). */
export function expressionFunction(expression: ModelExpression, columnOf: ReadonlyMap<string, number>): ExpressionFunction {
  const or = (value: ExpressionFunction, ifMissing: ModelScalar | undefined): ExpressionFunction => (ifMissing === undefined ? value : (columns) => value(columns) ?? ifMissing);
  if ('field' in expression) {
    const column = columnOf.get(expression.field)!;
    return or((columns) => columns[column] ?? null, expression.ifMissing);
  }
  if ('constant' in expression) return () => expression.constant;
  if ('apply' in expression) return apply(expression, expression.arguments.map((argument) => expressionFunction(argument, columnOf)));
  const ifMissing: ExpressionValue = expression.ifMissing ?? null;
  if ('bins' in expression) {
    const of = expressionFunction(expression.of, columnOf);
    const { bins } = expression;
    const otherwise: ExpressionValue = expression.otherwise ?? null;
    return (columns) => {
      const value = of(columns);
      if (value === null) return ifMissing;
      const x = number(value);
      for (const { from, fromOpen, to, toClosed, value: result } of bins) {
        if ((from === undefined || (fromOpen ? x > from : x >= from)) && (to === undefined || (toClosed ? x <= to : x < to))) return result;
      }
      return otherwise;
    };
  }
  if ('rows' in expression) {
    const by = expression.by.map((key) => expressionFunction(key, columnOf));
    const otherwise: ExpressionValue = expression.otherwise ?? null;
    const rows = new Map<string, ModelScalar>();
    for (const { keys, value } of expression.rows) {
      const key = JSON.stringify(keys.map(String));
      if (!rows.has(key)) rows.set(key, value);
    }
    return (columns) => {
      const keys = by.map((key) => key(columns));
      if (keys.includes(null)) return ifMissing;
      return rows.get(JSON.stringify(keys.map(String))) ?? otherwise;
    };
  }
  const at = expressionFunction(expression.at, columnOf);
  const { points, outliers = 'as-is' } = expression;
  return (columns) => {
    const value = at(columns);
    if (value === null) return ifMissing;
    const x = number(value);
    const first = points[0]!;
    const last = points.at(-1)!;
    if (outliers !== 'as-is' && (x < first[0] || x > last[0])) return outliers === 'missing' ? ifMissing : x < first[0] ? first[1] : last[1];
    let right = 1;
    while (right < points.length - 1 && x > points[right]![0]) right += 1;
    const [x0, y0] = points[right - 1]!;
    const [x1, y1] = points[right]!;
    return finite(y0 + ((x - x0) * (y1 - y0)) / (x1 - x0));
  };
}

function apply(expression: Extract<ModelExpression, { apply: ModelFunction }>, given: ExpressionFunction[]): ExpressionFunction {
  const name = expression.apply;
  const ifMissing: ExpressionValue = expression.ifMissing ?? null;
  const ifInvalid: ExpressionValue = expression.ifInvalid ?? null;
  const [first, second, third] = given as [ExpressionFunction, ExpressionFunction | undefined, ExpressionFunction | undefined];
  switch (name) {
    case 'isMissing': return (columns) => first(columns) === null;
    case 'isNotMissing': return (columns) => first(columns) !== null;
    case 'if': return (columns) => {
      const condition = first(columns);
      if (condition === null) return ifMissing;
      return condition === true ? second!(columns) : (third?.(columns) ?? null);
    };
    // Three-valued: false and true decide at once, else a missing value makes the result missing.
    case 'and': case 'or': return (columns) => {
      let missing = false;
      for (const operand of given) {
        const value = operand(columns);
        if (value === null) missing = true;
        else if (value === (name === 'or')) return name === 'or';
      }
      return missing ? ifMissing : name === 'and';
    };
    case 'surrogate': return (columns) => {
      for (const operand of given) {
        const value = operand(columns);
        if (value !== null) return value;
      }
      return ifMissing;
    };
    default:
  }
  const aggregate = aggregates[name];
  if (aggregate) return (columns) => {
    const values = given.map((operand) => operand(columns)).filter((value) => value !== null).map(number);
    return values.length === 0 ? ifMissing : (finite(aggregate(values)) ?? ifInvalid);
  };
  return (columns) => {
    const values: ModelScalar[] = [];
    for (const operand of given) {
      const value = operand(columns);
      if (value === null) return ifMissing;
      values.push(value);
    }
    if (name === 'not') return values[0] !== true;
    if (name === 'isIn' || name === 'isNotIn') return values.slice(1).some((value) => same(values[0]!, value)) === (name === 'isIn');
    const compare = compared[name];
    if (compare) return compare(values[0]!, values[1]!);
    const text = textual[name];
    if (text) return text(...values.map(String));
    return finite(numeric[name]!(...values.map(number))) ?? ifInvalid;
  };
}
