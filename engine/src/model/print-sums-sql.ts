import type { LinearModel, TreeNode, TreesModel } from '@arbiter/contracts';
import { sqlNumber, sqlText } from '../feel/print-sql/click-house-types.js';
import type { SqlNodePrinter } from '../strategy/sql-node-printer.js';
import type { FeatureSql } from './print-features-sql.js';

/**
 * ClickHouse computes every branch of every tree for every row (4 ns a node), JavaScript only the way that a row takes: larger ensembles
 * are faster there.
 */
const mostNodes = 1_500;
/** Within ClickHouse's own limits on the depth and size of a query. */
const mostDepth = 60;
const mostTerms = 2_000;

/** One after another from the left, as JavaScript adds; `+` as text would nest a level for each addend. */
function addedInOrder(start: string, addends: readonly string[], narrow = false): string {
  if (addends.length === 0) return start;
  const one = (sum: string, value: string) => (narrow ? `toFloat64(toFloat32(${sum} + ${value}))` : `${sum} + ${value}`);
  // A fold takes ten times as long as a sum, but nests nothing.
  if (addends.length <= 100) return `(${addends.reduce(one, start)})`;
  return `arrayFold((m_sum, m_value) -> ${one('m_sum', 'm_value')}, [${addends.join(', ')}], toFloat64(${start}))`;
}

/** The sum of a linear model as a Float64, NaN where a number is missing. */
export function linearSumSql({ sums }: LinearModel, features: ReadonlyMap<string, FeatureSql>, printer: SqlNodePrinter): string {
  if (sums.length > 1) printer.refuse('A model of several classes has no SQL form');
  const { intercept, terms } = sums[0]!;
  if (terms.length > mostTerms) printer.refuse(`The model has ${terms.length} terms; at most ${mostTerms} are written as SQL`);
  return addedInOrder(sqlNumber(intercept), terms.map((term) => {
    if ('product' in term) return term.product.reduce((product, name) => `(${product} * ${features.get(name)!.sql})`, sqlNumber(term.coefficient));
    const { sql, type } = features.get(term.feature)!;
    if ('categories' in term) {
      if (type === 'number') return printer.refuse(`Coefficients by the values of the number "${term.feature}" have no SQL form`);
      return `if(isNull(${sql}), 0., transform(assumeNotNull(${sql}), [${term.categories.map(({ value }) => sqlText(value)).join(', ')}], [${term.categories.map(({ coefficient }) => sqlNumber(coefficient)).join(', ')}], 0.))`;
    }
    if ((term.exponent ?? 1) !== 1) return printer.refuse(`Powers are not the same in SQL to the last bit; make the power of "${term.feature}" a product`);
    return `${sqlNumber(term.coefficient)} * ${sql}`;
  }));
}

/** The sum of a tree model as a Float64, NaN where a tree gives no prediction. */
export function treesSumSql(model: TreesModel, features: ReadonlyMap<string, FeatureSql>, printer: SqlNodePrinter): string {
  const { trees, aggregate, base = 0, precision } = model;
  const several = Array.isArray(base) || trees.some(({ output = 0, nodes }) => output > 0 || nodes.some(({ value }) => Array.isArray(value)));
  if (several) printer.refuse('A model of several sums (classes) has no SQL form');
  const total = trees.reduce((sum, { nodes }) => sum + nodes.length, 0);
  if (total > mostNodes) printer.refuse(`The trees have ${total} nodes; up to ${mostNodes} are faster in SQL than in JavaScript, more are not`);
  const narrow = precision === 'float32';
  const narrowed = new Map([...features].map(([name, feature]) => [name, narrow && feature.type === 'number' ? { ...feature, sql: printer.column(`toFloat64(toFloat32(${feature.sql}))`) } : feature]));
  const weight = aggregate === 'average' ? trees.reduce((sum, tree) => sum + (tree.weight ?? 1), 0) : 1;
  const values = trees.map((tree) => printer.column(treeSql(tree.nodes, tree.weight ?? 1, narrowed, printer)));
  const start = sqlNumber(base as number);
  return weight === 1 ? addedInOrder(start, values, narrow) : `(${start} + ${addedInOrder('0.', values, narrow)} / ${sqlNumber(weight)})`;
}

function treeSql(nodes: readonly TreeNode[], weight: number, features: ReadonlyMap<string, FeatureSql>, printer: SqlNodePrinter): string {
  const write = (at: number, depth: number): string => {
    if (depth > mostDepth) printer.refuse(`A tree is deeper than ${mostDepth} splits`);
    const node = nodes[at]!;
    if (!('feature' in node)) return typeof node.value === 'number' ? sqlNumber(node.value * weight) : 'nan';
    const { sql, type } = features.get(node.feature)!;
    const missing = node.missing ?? node.no;
    const [yes, no] = [write(node.yes, depth + 1), write(node.no, depth + 1)];
    const third = missing === node.yes || missing === node.no ? undefined : write(missing, depth + 1);
    if ('categories' in node) {
      if (type === 'number') return printer.refuse(`Splits of the number "${node.feature}" by categories have no SQL form`);
      const within = node.categories.length === 0 ? `if(isNull(${sql}), NULL, 0)` : `${sql} IN (${node.categories.map(sqlText).join(', ')})`;
      const split = `if(ifNull(${within}, ${missing === node.yes ? 1 : 0}), ${yes}, ${no})`;
      return third === undefined ? split : `if(isNull(${sql}), ${third}, ${split})`;
    }
    if (type === 'category') return printer.refuse(`Splits of the category "${node.feature}" by a threshold have no SQL form`);
    // NaN, which is missing, compares with nothing: whichever way it goes stands last.
    const [below, above] = node.operator === '<=' ? ['<=', '>'] : ['<', '>='];
    const threshold = sqlNumber(node.threshold);
    const split = missing === node.yes ? `if(${sql} ${above} ${threshold}, ${no}, ${yes})` : `if(${sql} ${below} ${threshold}, ${yes}, ${no})`;
    return third === undefined ? split : `if(isNaN(${sql}), ${third}, ${split})`;
  };
  return write(0, 0);
}
