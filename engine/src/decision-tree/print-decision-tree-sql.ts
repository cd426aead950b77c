import type { Fault, Result } from '@arbiter/contracts';
import { columnTypeOf, conditionSql, feelSql, withoutSqlAsFault, type SqlPlace } from '../decision-table/print-decision-table-sql.js';
import { sqlText } from '../feel/index.js';
import type { FeelType } from '../feel/feel-type.js';
import type { CheckedDecisionTree, TreeNode } from './check-decision-tree.js';

/** A tree in SQL: by output one nullable expression; the leaf that was reached, counted from 1, and its label. */
export interface TreeSql { outputs: { name: string; sql: string; type: FeelType }[]; leaf: string; label: string }

export function printDecisionTreeSql(tree: CheckedDecisionTree, place: SqlPlace): Result<TreeSql, Fault[]> {
  return withoutSqlAsFault(() => {
    const keep = (sql: string): string => (place.column ? place.column(sql) : `(${sql})`);
    const leafOf = (node: TreeNode): string =>
      node.kind === 'leaf' ? String(node.leaf + 1) : `multiIf(${node.branches.map(({ condition, then }, index) => `${conditionSql(condition, place, `${node.path}/branches/${index}/condition`)}, ${leafOf(then)}`).join(', ')}, ${leafOf(node.otherwise)})`;
    const leaf = keep(`toUInt32(${leafOf(tree.root)})`);
    const outputs = tree.outputs.map((output, at) => {
      const type = output.type.kind !== 'any' ? output.type : tree.type.kind === 'context' && tree.outputs.length > 1 ? tree.type.fields[output.name]! : tree.type;
      const sqlType = columnTypeOf(type, `/outputs/${at}/type`, output.name);
      const values = tree.leaves.map(({ results, path }, index) => `${leaf} = ${index + 1}, CAST(${feelSql(results[at]!, place, `${path}/result/${at}`)} AS ${sqlType})`);
      return { name: output.name, type, sql: keep(`multiIf(${values.join(', ')}, CAST(NULL AS ${sqlType}))`) };
    });
    const label = `arrayElement([${tree.leaves.map((one, index) => sqlText(one.label ?? String(index + 1))).join(', ')}], ${leaf})`;
    return { outputs, leaf, label: keep(`toNullable(${label})`) };
  });
}
