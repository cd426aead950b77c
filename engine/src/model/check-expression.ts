import type { ModelExpression } from '@arbiter/contracts';
import type { KnownColumns } from './check-model.js';
import { argumentCounts } from './expression-function.js';
import { quoted, type ModelFaults } from './model-faults.js';

/** Checks names and numbers of arguments of an expression whose shape is right. */
export function checkExpression(expression: ModelExpression, columns: KnownColumns, path: string, found: ModelFaults): void {
  if ('field' in expression) {
    if (!columns.has(expression.field)) found.add(`${path}/field`, 'unknown-feature', `There is no feature ${quoted(expression.field)} before this one; known are ${[...columns.keys()].slice(0, 20).join(', ')}`);
  } else if ('apply' in expression) {
    const [least, most] = argumentCounts[expression.apply];
    const count = expression.arguments.length;
    if (count < least || count > most) found.add(`${path}/arguments`, 'wrong-arguments', `The function "${expression.apply}" takes ${least === most ? least : `${least} to ${most}`} arguments, not ${count}`);
    expression.arguments.forEach((argument, index) => checkExpression(argument, columns, `${path}/arguments/${index}`, found));
  } else if ('bins' in expression) checkExpression(expression.of, columns, `${path}/of`, found);
  else if ('rows' in expression) {
    expression.by.forEach((key, index) => checkExpression(key, columns, `${path}/by/${index}`, found));
    expression.rows.forEach(({ keys }, index) => {
      if (keys.length !== expression.by.length) found.add(`${path}/rows/${index}/keys`, 'wrong-arguments', `The row has ${keys.length} keys, but ${expression.by.length} are looked up`);
    });
  } else if ('points' in expression) {
    checkExpression(expression.at, columns, `${path}/at`, found);
    expression.points.forEach(([x], index) => {
      if (index > 0 && x <= expression.points[index - 1]![0]) found.add(`${path}/points/${index}`, 'wrong-range', `The points' x must rise, but ${x} follows ${expression.points[index - 1]![0]}`);
    });
  }
}
