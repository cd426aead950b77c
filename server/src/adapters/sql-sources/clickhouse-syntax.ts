import type { SqlToken } from '@arbiter/engine/strategy/nodes/sql/sql-tokens';
import { isAllowedFunction, isAllowedTableFunction } from './clickhouse-functions.js';

/** Words that stand before a parenthesis and are no functions. */
const beforeParenthesis = new Set(
  'select from where prewhere and or not in as on using join having by limit offset then when else case between like ilike over exists any all distinct union except intersect with is rollup cube sets interpolate values qualify end asc desc first last filter columns materialized'.split(' '),
);
/** Words that open what a reading statement does not need; a column of such a name is written in quotes. */
const forbiddenWords = new Set(['into', 'outfile', 'settings', 'format', 'parallel', 'apply', 'insert', 'create', 'drop', 'alter', 'system', 'kill', 'attach', 'detach', 'optimize', 'rename', 'grant', 'revoke', 'describe', 'explain', 'infile']);

const parameterType = /^(?:(?:Nullable|Array|LowCardinality)\()*(?:String|FixedString\(\d+\)|U?Int(?:8|16|32|64|128|256)|Float(?:32|64)|Bool|Date|Date32|DateTime(?:\('[A-Za-z_/+-]+'\))?|DateTime64\(\d(?:, ?'[A-Za-z_/+-]+')?\)|Decimal(?:32|64|128)?\(\d+(?:, ?\d+)?\)|UUID|IPv4|IPv6)\)*$/;

/** The reason against a statement that its words alone give, or undefined. A first look, before the engine sees anything of it. */
export function objectionToTokens(tokens: readonly SqlToken[]): string | undefined {
  for (const [index, token] of tokens.entries()) {
    const { kind, text } = token;
    if (kind === 'parameter' && token.type !== undefined && !parameterType.test(token.type)) return `The type ${token.type} of the parameter ${token.name} is not taken: use a type of values such as String, Int64, Array(String)`;
    if (kind === 'word' && forbiddenWords.has(text.toLowerCase()) && tokens[index - 1]?.text !== '.') return `The word ${text} is not taken: a statement may only read; write a column of that name in quotes`;
    if (tokens[index + 1]?.text !== '(' || tokens[index + 1]?.kind !== 'operator') continue;
    if (kind === 'quoted' && tokens[index - 1]?.text.toLowerCase() !== 'as') return `${text} stands before a parenthesis in quotes: write names of functions without them`;
    if (kind === 'word' && !beforeParenthesis.has(text.toLowerCase()) && !isAllowedFunction(text) && !isAllowedTableFunction(text) && !isTypeName(tokens, index)) return refusedFunction(text);
  }
  return undefined;
}

/** In `x::Decimal(9, 2)`, `CAST(x AS Nullable(String))` and inside of such a type. */
function isTypeName(tokens: readonly SqlToken[], index: number): boolean {
  if (!/^(Nullable|LowCardinality|Array|Map|Tuple|Decimal(32|64|128|256)?|DateTime(64)?|FixedString|Enum(8|16)?|Float(32|64)|Interval)$/.test(tokens[index]?.text ?? '')) return false;
  const before = tokens[index - 1]?.text.toLowerCase();
  return before === ':' || before === 'as' || before === '(' || before === ',';
}

const refusedFunction = (name: string) => `The function ${name} is not among those that a statement may call: use functions that compute from their arguments`;

interface AstNode { kind: string; rest: string; depth: number; children: AstNode[] }

/** Parts of a SELECT in the engine's syntax tree; whatever else stands there is refused. */
const allowedParts = new Set([
  'SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery', 'ExpressionList', 'Function', 'Identifier', 'TableIdentifier', 'Literal', 'Asterisk', 'QualifiedAsterisk', 'TablesInSelectQuery',
  'TablesInSelectQueryElement', 'TableExpression', 'TableJoin', 'ArrayJoin', 'Subquery', 'OrderByElement', 'WithElement', 'WindowDefinition', 'WindowListElement', 'InterpolateElement', 'SampleRatio',
  'ColumnsTransformerList', 'ColumnsExceptTransformer', 'ColumnsReplaceTransformer', 'ColumnsReplaceTransformer::Replacement', 'ColumnsListMatcher', 'ColumnsRegexpMatcher',
]);
const membership = new Set(['in', 'notin', 'globalin', 'globalnotin', 'nullin', 'notnullin', 'globalnullin', 'globalnotnullin']);

function readTree(text: string): AstNode | undefined {
  const open: AstNode[] = [{ kind: '', rest: '', depth: -1, children: [] }];
  for (const line of text.split('\n')) {
    const [, blanks = '', kind = '', rest = ''] = /^( *)(\S+)(?: (.*))?$/.exec(line) ?? [];
    if (kind === '') continue;
    const node: AstNode = { kind, rest, depth: blanks.length, children: [] };
    while ((open.at(-1)?.depth ?? -1) >= node.depth && open.length > 1) open.pop();
    open.at(-1)?.children.push(node);
    open.push(node);
  }
  return open[0]?.children.length === 1 ? open[0].children[0] : undefined;
}

/** The output format in which the tree is asked for. */
const treeFormat = 'JSONEachRow';

const nameOf = (rest: string) => rest.replace(/ \(children \d+\)$/, '').replace(/ \(alias .*\)$/, '');

/**
 * The reason against a statement that the engine's own syntax tree (`EXPLAIN AST`) gives, or undefined.
 * @param database the only database whose tables may be read; names without one are looked up there
 */
export function objectionToTree(explained: string, database: string): string | undefined {
  const root = readTree(explained);
  // The format that the client asks for is the last child of the root; INTO OUTFILE or another FORMAT would be further ones.
  const format = root?.children[1];
  if (root?.kind !== 'SelectWithUnionQuery' || root.children.length !== 2 || format?.kind !== 'Identifier' || format.rest !== treeFormat) return 'The statement is no plain SELECT, or says where its answer is to go: leave out INTO, FORMAT and SETTINGS';
  const waiting: [node: AstNode, parent: AstNode | undefined][] = [[root, undefined]];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [node, parent] = next;
    const against = objectionToNode(node, parent, database);
    if (against !== undefined) return against;
    for (const child of node.children) waiting.push([child, node]);
  }
  return undefined;
}

function objectionToNode({ kind, rest, children }: AstNode, parent: AstNode | undefined, database: string): string | undefined {
  if (!allowedParts.has(kind)) return `The part ${kind} of the statement is not taken: write a plain SELECT`;
  const name = nameOf(rest);
  if (kind === 'Function') {
    const known = parent?.kind === 'TableExpression' ? isAllowedTableFunction(name) : isAllowedFunction(name);
    if (!known) return refusedFunction(name);
    const right = membership.has(name.toLowerCase()) ? children[0]?.children[1] : undefined;
    // A name at the right of IN may be a table.
    if (right?.kind === 'Identifier') return objectionToTable(nameOf(right.rest), database);
  }
  if (kind === 'TableIdentifier') return objectionToTable(name, database);
  if (kind === 'Identifier' && /^(system|information_schema)\./i.test(name)) return unreadable(name, database);
  return undefined;
}

const unreadable = (name: string, database: string) => `${name} is not readable: statements read tables of the database ${database}`;

function objectionToTable(name: string, database: string): string | undefined {
  const parts = name.split('.');
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== database) || parts.at(-1) === 'schema_migrations') return unreadable(name, database);
  return undefined;
}
