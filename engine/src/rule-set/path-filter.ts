/** A filter of a path, `[?(…)]`, as data: nothing of it is ever evaluated as code. */
export type FilterNode =
  | { kind: 'and' | 'or'; left: FilterNode; right: FilterNode }
  | { kind: 'not'; of: FilterNode }
  | { kind: 'compare'; sign: FilterSign; left: FilterOperand; right: FilterOperand }
  | { kind: 'holds'; of: FilterOperand };
export type FilterOperand = { kind: 'literal'; value: string | number | boolean | null } | { kind: 'member'; names: string[] };
export type FilterSign = '==' | '!=' | '===' | '!==' | '<' | '<=' | '>' | '>=';

const token = /\s*(?:(===|!==|==|!=|<=|>=|&&|\|\||[<>!()])|(-?\d+(?:\.\d+)?)(?![\w.])|'([^'"\\@~()[\]\n]*)'|"([^'"\\@~()[\]\n]*)"|(true|false|null)(?![\w.])|(@(?:(?:\.[A-Za-z_]\w*|\[\d{1,9}\])+|(?=[\s)]|$))))/y;
/** Names that values answer to without owning them; what they give there are functions. */
const inherited = (name: string): boolean => name !== 'length' && [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype].some((prototype) => name in prototype);

type Token = { sign: string } | { operand: FilterOperand };

/**
 * Reads the inside of `?(…)`: comparisons of `@.a.b` and literals (texts, numbers, true, false, null), joined by `&&`, `||`, `!` and brackets.
 * Anything else (calls, arithmetic, scripts) is not read: undefined.
 */
export function parseFilter(source: string): FilterNode | undefined {
  const tokens = tokensOf(source.trim());
  if (!tokens || tokens.length > 60) return undefined;
  let at = 0;
  const sign = (...wanted: string[]): string | undefined => {
    const next = tokens[at];
    if (!next || !('sign' in next) || !wanted.includes(next.sign)) return undefined;
    at += 1;
    return next.sign;
  };
  const operand = (): FilterOperand | undefined => {
    const next = tokens[at];
    if (!next || !('operand' in next)) return undefined;
    at += 1;
    return next.operand;
  };
  const unary = (): FilterNode | undefined => {
    if (sign('!')) {
      // "!" binds closer than a comparison does, so it takes a bracket or a member alone.
      const of = sign('(') ? closed() : bare();
      return of && { kind: 'not', of };
    }
    if (sign('(')) return closed();
    const left = operand();
    if (!left) return undefined;
    const compared = sign('==', '!=', '===', '!==', '<', '<=', '>', '>=') as FilterSign | undefined;
    if (!compared) return { kind: 'holds', of: left };
    const right = operand();
    return right && { kind: 'compare', sign: compared, left, right };
  };
  const bare = (): FilterNode | undefined => {
    const of = operand();
    return of && { kind: 'holds', of };
  };
  const closed = (): FilterNode | undefined => {
    const inside = either();
    return inside && sign(')') ? inside : undefined;
  };
  const chain = (next: () => FilterNode | undefined, mark: string, kind: 'and' | 'or') => (): FilterNode | undefined => {
    let left = next();
    while (left && sign(mark)) {
      const right = next();
      left = right && { kind, left, right };
    }
    return left;
  };
  const both = chain(unary, '&&', 'and');
  const either = chain(both, '||', 'or');
  const read = either();
  return at === tokens.length ? read : undefined;
}

function tokensOf(source: string): Token[] | undefined {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < source.length) {
    const match = token.exec(source);
    if (!match) return undefined;
    const [, sign, number, single, double, word, member] = match;
    if (sign !== undefined) tokens.push({ sign });
    else if (member !== undefined) {
      const names = member.slice(1).split(/[.[\]]+/).filter((name) => name !== '');
      if (names.some(inherited)) return undefined;
      tokens.push({ operand: { kind: 'member', names } });
    } else tokens.push({ operand: { kind: 'literal', value: number !== undefined ? Number(number) : word !== undefined ? (JSON.parse(word) as boolean | null) : (single ?? double ?? '') } });
  }
  return tokens;
}

/** Whether a child of the filtered value passes. Throws where a member of null or of nothing is asked for, as json-rules-engine does. */
export function passesFilter(node: FilterNode, value: unknown): boolean {
  switch (node.kind) {
    case 'and':
      return passesFilter(node.left, value) && passesFilter(node.right, value);
    case 'or':
      return passesFilter(node.left, value) || passesFilter(node.right, value);
    case 'not':
      return !passesFilter(node.of, value);
    case 'holds':
      return Boolean(read(node.of, value));
    default:
      return compared(node.sign, read(node.left, value), read(node.right, value));
  }
}

function read(operand: FilterOperand, value: unknown): unknown {
  if (operand.kind === 'literal') return operand.value;
  let found = value;
  for (const name of operand.names) {
    if (found === undefined || found === null) throw new TypeError(`The path's filter asks for "${name}" of ${String(found)}`);
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

function compared(sign: FilterSign, a: unknown, b: unknown): boolean {
  switch (sign) {
    case '==':
      return a == b;
    case '!=':
      return a != b;
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '<':
      return (a as number) < (b as number);
    case '<=':
      return (a as number) <= (b as number);
    case '>':
      return (a as number) > (b as number);
    default:
      return (a as number) >= (b as number);
  }
}
