import type { Fault, ModelLink, ModelTree, Result, TreeNode, TreesModel } from '@arbiter/contracts';
import { checkModel } from '../check-model.js';
import { quoted } from '../model-faults.js';
import { JsonReader, RefusedJson } from './json-reader.js';

const links: Readonly<Record<string, ModelLink>> = {
  binary: 'logit', cross_entropy: 'logit', xentropy: 'logit', multiclass: 'softmax', multiclassova: 'logit', poisson: 'log', gamma: 'log', tweedie: 'log',
  regression: 'identity', regression_l1: 'identity', huber: 'identity', fair: 'identity', quantile: 'identity', mape: 'identity', lambdarank: 'identity', rank_xendcg: 'identity',
};

interface Columns { names: string[]; categories: (readonly string[] | undefined)[]; categorical: boolean[] }

/** A model that LightGBM dumped as JSON (`Booster.dump_model()`). Faults have JSON pointers into the file. */
export function importLightgbm(document: unknown): Result<TreesModel, Fault[]> {
  try {
    const file = new JsonReader(document, '');
    const [objective = '', ...settings] = file.text('objective').split(' ');
    const link = Object.hasOwn(links, objective) && !settings.includes('sqrt') ? links[objective]! : file.refuse('objective', `The objective ${quoted(file.text('objective'))} is not read here; there are ${Object.keys(links).join(', ')}`);
    const sigmoid = Number(settings.find((setting) => setting.startsWith('sigmoid:'))?.slice(8) ?? 1);
    const classCount = file.number('num_class');
    const columns = columnsOf(file);
    const trees = file.list('tree_info').map((tree, index): ModelTree => ({
      ...(classCount > 1 ? { output: index % classCount } : {}),
      ...(sigmoid === 1 ? {} : { weight: sigmoid }),
      nodes: nodesOf(tree.object('tree_structure'), columns),
    }));
    const classes = classCount > 1 ? Array.from({ length: classCount }, (_, index) => String(index)) : objective === 'binary' ? ['0', '1'] : undefined;
    const made: TreesModel = {
      kind: 'trees', features: columns.names.map((name, index) => ({ name, type: columns.categorical[index] ? 'category' : 'number' })), trees, link,
      ...(file.value('average_output') === true ? { aggregate: 'average' } : {}),
      ...(classes ? { classes } : {}),
    };
    const checked = checkModel(made);
    return checked.ok ? { ok: true, value: made } : checked;
  } catch (error) {
    if (error instanceof RefusedJson) return { ok: false, error: [error.fault] };
    throw error;
  }
}

/** Categories of pandas are numbered in the file; their names stand beside it, for each categorical column in order. */
function columnsOf(file: JsonReader): Columns {
  const given = file.value('feature_names');
  if (!Array.isArray(given)) file.refuse('feature_names', 'The file has no names of features', 'wrong-shape');
  const names = (given as unknown[]).map(String);
  const infos = file.object('feature_infos');
  const categorical = names.map((name) => {
    const info = infos.value(name);
    const values = typeof info === 'object' && info !== null && 'values' in info ? info.values : undefined;
    return Array.isArray(values) && values.length > 0;
  });
  const named = file.value('pandas_categorical');
  const lists = Array.isArray(named) ? (named as unknown[]).map((list) => (Array.isArray(list) ? list.map(String) : [])) : undefined;
  let next = 0;
  return { names, categorical, categories: categorical.map((is) => (is && lists ? lists[next++] : undefined)) };
}

function nodesOf(root: JsonReader, columns: Columns): TreeNode[] {
  const nodes: TreeNode[] = [];
  const cover = (node: JsonReader) => Math.max(0, Number(node.value('internal_count') ?? node.value('leaf_count') ?? 0) || 0);
  const add = () => nodes.push({ value: null }) - 1;
  const queue = [[root, add()] as const];
  for (const [node, place] of queue) {
    if (node.value('split_feature') === undefined) {
      nodes[place] = { value: node.number('leaf_value'), cover: cover(node) };
      continue;
    }
    const yes = add();
    const no = add();
    queue.push([node.object('left_child'), yes], [node.object('right_child'), no]);
    const index = node.number('split_feature');
    const feature = columns.names[index] ?? node.refuse('split_feature', `The node splits by feature ${index}, but there are ${columns.names.length}`);
    if (node.text('decision_type') === '==') {
      const names = columns.categories[index];
      const categories = node.text('threshold').split('||').map((code) => (names ? (names[Number(code)] ?? node.refuse('threshold', `There is no category ${quoted(code)} of "${feature}"`)) : code));
      nodes[place] = { feature, categories, yes, no, cover: cover(node) };
      continue;
    }
    const threshold = node.number('threshold');
    const missingType = node.text('missing_type');
    if (missingType === 'Zero') node.refuse('missing_type', 'Models that take zero as missing are not read here; train with zero_as_missing=false');
    // Without missing values in training, LightGBM takes a missing one as 0.
    const left = missingType === 'NaN' ? node.value('default_left') === true : 0 <= threshold;
    nodes[place] = { feature, operator: '<=', threshold, yes, no, missing: left ? yes : no, cover: cover(node) };
  }
  return nodes;
}
