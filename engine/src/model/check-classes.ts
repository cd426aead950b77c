import type { LinearModel } from '@arbiter/contracts';
import { forbiddenNames, quoted, type ModelFaults } from './model-faults.js';

/** Classes, link and positive class of a model that sums; `sums` is the number of its sums. */
export function checkClasses(model: Pick<LinearModel, 'classes' | 'link' | 'positiveClass'>, sums: number, found: ModelFaults): void {
  const { classes, link = 'identity', positiveClass } = model;
  if (!classes) {
    if (positiveClass !== undefined) found.add('/positiveClass', 'wrong-classes', 'A model without classes has no positive class; give classes');
    if (link === 'softmax' || link === 'simplemax') found.add('/link', 'wrong-link', `The link "${link}" needs classes; give them, or choose another link`);
    if (sums !== 1) found.add('', 'wrong-classes', `A model without classes has one sum, not ${sums}; give classes`);
    return;
  }
  if (new Set(classes).size !== classes.length) found.add('/classes', 'duplicate-name', 'The names of classes must differ');
  classes.forEach((name, index) => {
    if (forbiddenNames.has(name)) found.add(`/classes/${index}`, 'forbidden-name', `The name ${quoted(name)} is not allowed; rename the class`);
  });
  if (positiveClass !== undefined && !classes.includes(positiveClass)) found.add('/positiveClass', 'wrong-classes', `The positive class ${quoted(positiveClass)} is not among the classes ${classes.slice(0, 10).join(', ')}`);
  if (sums === 1 && classes.length === 2) {
    if (link === 'softmax' || link === 'simplemax') found.add('/link', 'wrong-link', `The link "${link}" needs a sum for each class; choose "logit" for one sum and two classes`);
  } else if (sums !== classes.length) found.add('/classes', 'wrong-classes', `There are ${classes.length} classes, but ${sums} ${sums === 1 ? 'sum' : 'sums'}; give one sum for each class`);
}
