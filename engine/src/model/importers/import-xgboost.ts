import type { Fault, ModelLink, ModelTree, Result, TreeNode, TreesModel } from '@arbiter/contracts';
import { checkModel } from '../check-model.js';
import { quoted } from '../model-faults.js';
import { JsonReader, RefusedJson } from './json-reader.js';

/** Objectives whose sums become scores in a known way; the base score is given on the scale of the score. */
const objectives: Readonly<Record<string, { link: ModelLink; toSum: (score: number) => number; classes?: boolean }>> = {
  'binary:logistic': { link: 'logit', toSum: (p) => Math.log(p / (1 - p)), classes: true },
  'reg:logistic': { link: 'logit', toSum: (p) => Math.log(p / (1 - p)) },
  'binary:logitraw': { link: 'identity', toSum: (p) => Math.log(p / (1 - p)) },
  'reg:squarederror': { link: 'identity', toSum: (y) => y },
  'reg:absoluteerror': { link: 'identity', toSum: (y) => y },
  'reg:pseudohubererror': { link: 'identity', toSum: (y) => y },
  'count:poisson': { link: 'log', toSum: Math.log },
  'reg:gamma': { link: 'log', toSum: Math.log },
  'reg:tweedie': { link: 'log', toSum: Math.log },
  'multi:softprob': { link: 'softmax', toSum: (y) => y },
  'multi:softmax': { link: 'softmax', toSum: (y) => y },
};

/**
 * A model that XGBoost saved as JSON (`save_model("….json")`), booster gbtree. Features and sums are 32-bit numbers, as XGBoost's are.
 * Faults have JSON pointers into the file.
 */
export function importXgboost(document: unknown): Result<TreesModel, Fault[]> {
  try {
    const learner = new JsonReader(document, '').object('learner');
    const parameters = learner.object('learner_model_param');
    const name = learner.object('objective').text('name');
    const objective = Object.hasOwn(objectives, name) ? objectives[name]! : learner.refuse('objective', `The objective ${quoted(name)} is not read here; there are ${Object.keys(objectives).join(', ')}`);
    const booster = learner.object('gradient_booster');
    if (booster.text('name') !== 'gbtree') booster.refuse('name', `The booster ${quoted(booster.text('name'))} is not read here; only gbtree`);
    const model = booster.object('model');
    const given = learner.value('feature_names');
    const names = Array.isArray(given) && given.length > 0 ? given.map(String) : Array.from({ length: Number(parameters.text('num_feature')) }, (_, index) => `f${index}`);
    const classCount = Number(parameters.text('num_class'));
    const bases = parameters.text('base_score').replace(/^\[|\]$/g, '').split(',').map((text) => Math.fround(objective.toSum(Math.fround(Number(text)))));
    const outputs = model.numbers('tree_info');
    const trees = model.list('trees').map((tree, index): ModelTree => ({ ...(classCount > 1 ? { output: outputs[index]! } : {}), nodes: nodesOf(tree, names) }));
    const classes = classCount > 1 ? Array.from({ length: classCount }, (_, index) => String(index)) : objective.classes ? ['0', '1'] : undefined;
    const made: TreesModel = {
      kind: 'trees', features: names.map((feature) => ({ name: feature, type: 'number' })), trees, link: objective.link, precision: 'float32',
      base: classCount > 1 ? Array.from({ length: classCount }, (_, index) => bases[index] ?? bases[0]!) : bases[0]!,
      ...(classes ? { classes } : {}),
    };
    const checked = checkModel(made);
    return checked.ok ? { ok: true, value: made } : checked;
  } catch (error) {
    if (error instanceof RefusedJson) return { ok: false, error: [error.fault] };
    throw error;
  }
}

function nodesOf(tree: JsonReader, names: readonly string[]): TreeNode[] {
  const [left, right, features, conditions, defaultLeft, kinds, cover] = ['left_children', 'right_children', 'split_indices', 'split_conditions', 'default_left', 'split_type', 'sum_hessian'].map((key) => [...tree.numbers(key)]) as [number[], number[], number[], number[], number[], number[], number[]];
  if (kinds.some((kind) => kind !== 0)) tree.refuse('split_type', 'Splits by categories are not read here; export the model as ONNX, or encode the categories as numbers');
  // The file has as few digits as tell 32-bit numbers apart; compared are the numbers themselves.
  conditions.forEach((condition, at) => { conditions[at] = Math.fround(condition); });
  const nodes: TreeNode[] = [];
  // Removed nodes leave holes in the file's numbering; a place that comes by twice is a cycle.
  const seen = new Set<number>();
  const add = (at: number): number => {
    if (seen.has(at) || left[at] === undefined || seen.size > left.length) return tree.refuse('left_children', `The tree leads twice to node ${at}, or to a node that is not there`);
    seen.add(at);
    nodes.push({ value: conditions[at]!, cover: Math.max(0, cover[at] ?? 0) });
    return nodes.length - 1;
  };
  const queue: [number, number][] = [[0, add(0)]];
  for (const [at, place] of queue) {
    if (left[at] === -1) continue;
    const yes = add(left[at]!);
    const no = add(right[at]!);
    const feature = names[features[at]!] ?? tree.refuse('split_indices', `Node ${at} splits by feature ${features[at]}, but there are ${names.length}`);
    nodes[place] = { feature, operator: '<', threshold: conditions[at]!, yes, no, missing: defaultLeft[at] === 1 ? yes : no, cover: Math.max(0, cover[at] ?? 0) };
    queue.push([left[at]!, yes], [right[at]!, no]);
  }
  return nodes;
}
