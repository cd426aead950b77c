import type { StrategyDocument, StrategyNode } from '@arbiter/contracts/strategy/strategy-document';
import { type AskedView, dimension, measure, ratio, TableMaker } from '../asked-view.js';
import type { ReportColumn } from '../view.js';
import { chooseStrategy, nothingDecided, strategyParams } from './chosen-strategy.js';
import { decisionFilterIds } from './recorded-decisions.js';
import { countSteps, type StepCounts, timeNodes } from './step-counts.js';

/**
 * Columns of a graph: rows whose `element` is `node` have `node`, `nodeKind`, `title` and the place `x`, `y` of the drawing; rows whose
 * `element` is `edge` go from `node` by `port` to `to`. `step` is what a click filters by: the node, or `node:port`.
 */
export const graphColumns = (compared: { ru: string; en: string } | null): ReportColumn[] => [
  dimension('element', 'Элемент', 'Element', { filterBy: null, valueTitles: { node: { ru: 'узел', en: 'node' }, edge: { ru: 'путь', en: 'way' } } }),
  dimension('step', 'Путь', 'Way'),
  dimension('node', 'Узел', 'Node', { filterBy: null }),
  dimension('nodeKind', 'Вид узла', 'Kind of node', { filterBy: null }),
  dimension('title', 'Название', 'Title', { filterBy: null }),
  dimension('port', 'Выход', 'Way out', { filterBy: null }),
  dimension('to', 'Куда', 'To', { filterBy: null }),
  measure('decisions', 'Решений', 'Decisions', 'count', { additive: false }),
  measure('share', 'Доля', 'Share', 'share'),
  measure('ended', 'Закончились здесь', 'Ended here', 'count'),
  measure('failed', 'Ошибок', 'Failed', 'count', { better: 'lower' }),
  measure('p50', 'Время узла, половина', 'Time of the node, median', 'duration-ms'),
  measure('p95', 'Время узла, 95 %', 'Time of the node, 95 %', 'duration-ms', { better: 'lower' }),
  measure('traced', 'Решений с трассой', 'Decisions with a trace', 'count'),
  ...(compared
    ? [
        measure('decisionsBefore', `Решений: ${compared.ru}`, `Decisions: ${compared.en}`, 'count', { comparedTo: 'decisions' }),
        measure('shareBefore', `Доля: ${compared.ru}`, `Share: ${compared.en}`, 'share', { comparedTo: 'share' }),
        measure('difference', 'Разница долей', 'Difference of shares', 'points'),
      ]
    : []),
  measure('x', 'Место: x', 'Place: x', 'number'),
  measure('y', 'Место: y', 'Place: y', 'number'),
];

export const strategyGraph: AskedView = {
  definition: {
    id: 'strategy.graph',
    topic: 'strategy',
    title: { ru: 'Стратегия со счётчиками на каждой ветви', en: 'The strategy with counts on every branch' },
    meaning: {
      ru: 'Сколько решений прошло каждый узел и каждый выход. Доля узла — от всех решений, доля выхода — от прошедших узел; выходы узла, завершения и ошибки в сумме дают узел. Источник: путь каждого записанного решения. Времена узлов — по решениям с трассой.',
      en: 'How many decisions passed each node and left by each way. The share of a node is of all decisions, that of a way of those that passed the node; ways out, ends and failures of a node add up to the node. From the recorded way of each decision. Times of nodes come from decisions with a trace.',
    },
    params: strategyParams,
    filters: decisionFilterIds,
    chart: { type: 'strategy-graph', x: 'step', y: ['decisions', 'share'] },
  },
  async make(input, plain) {
    const notes = new TableMaker([]);
    const stores = notes.watch(plain);
    const choice = await chooseStrategy(input, notes, stores);
    const table = new TableMaker(graphColumns(choice?.other ?? null));
    const finish = () => {
      const { notes: earlier, queries } = notes.table();
      const made = table.table();
      return { ...made, notes: [...made.notes, ...earlier], queries };
    };
    if (!choice) {
      nothingDecided(table);
      return finish();
    }
    const { side, other, strategyId } = choice;
    const found = await plain.strategy(strategyId, side.version);
    const counts = await countSteps(side, stores);
    const before = other && (await countSteps(other, stores));
    const times = await timeNodes(side, stores);
    const otherDocument = other && other.version !== side.version ? await plain.strategy(strategyId, other.version) : null;
    table.note(`${found?.name ?? strategyId}, ${side.ru}: ${counts.decisions} решений${other ? `; сравнивается ${other.ru}: ${before?.decisions ?? 0}` : ''}`, `${found?.name ?? strategyId}, ${side.en}: ${counts.decisions} decisions${other ? `; compared with ${other.en}: ${before?.decisions ?? 0}` : ''}`);
    if (!found) table.note('Версии стратегии больше нет в проекте: узлы показаны без рисунка', 'The version is no longer in its project: nodes are shown without their drawing');
    const unseen = counts.decisions - counts.known;
    if (unseen > 0) table.note(`У ${unseen} решений путь не записан (сделаны прежним выпуском): на графе их нет`, `${unseen} decisions have no recorded way (made by an earlier release): the graph is without them`);
    const documents = [found?.document, otherDocument?.document].filter((one) => one !== undefined);
    for (const { id, kind, title, place } of drawnNodes(documents, counts, before)) {
      const own = counts.nodes.get(id) ?? 0;
      const time = times.get(id);
      const nowShare = ratio(own, counts.known);
      const then = before && ratio(before.nodes.get(id) ?? 0, before.known);
      table.row({
        element: 'node', step: id, node: id, nodeKind: kind, title, decisions: own, share: nowShare, ended: counts.steps.get(`${id}:`) ?? 0, failed: counts.steps.get(`${id}:!`) ?? 0,
        p50: time?.p50Ms ?? null, p95: time?.p95Ms ?? null, traced: time?.traced ?? 0, decisionsBefore: before?.nodes.get(id) ?? 0, shareBefore: then, difference: typeof nowShare === 'number' && typeof then === 'number' ? nowShare - then : null, x: place?.x ?? null, y: place?.y ?? null,
      });
    }
    for (const { from, port, to, label } of drawnEdges(documents, counts, before)) {
      const step = `${from}:${port}`;
      const nowShare = ratio(counts.steps.get(step) ?? 0, counts.nodes.get(from) ?? 0);
      const then = before && ratio(before.steps.get(step) ?? 0, before.nodes.get(from) ?? 0);
      table.row({
        element: 'edge', step, node: from, port, to, title: label, decisions: counts.steps.get(step) ?? 0, share: nowShare, ended: 0, failed: 0, traced: null,
        decisionsBefore: before?.steps.get(step) ?? 0, shareBefore: then, difference: typeof nowShare === 'number' && typeof then === 'number' ? nowShare - then : null,
      });
    }
    return finish();
  },
};

interface DrawnNode {
  id: string;
  kind: string;
  title: string;
  place: { x: number; y: number } | undefined;
}

/** Nodes of the version; those of the version compared with that it has no more; and those that only the record knows. */
function drawnNodes(documents: readonly StrategyDocument[], counts: StepCounts, before: StepCounts | null): DrawnNode[] {
  const drawn = new Map<string, DrawnNode>();
  for (const { graph } of documents) {
    for (const node of graph.nodes) if (!drawn.has(node.id)) drawn.set(node.id, { id: node.id, kind: node.kind, title: node.title ?? node.id, place: node.position });
  }
  for (const id of [...counts.nodes.keys(), ...(before?.nodes.keys() ?? [])]) if (!drawn.has(id)) drawn.set(id, { id, kind: '', title: id, place: undefined });
  return [...drawn.values()];
}

function drawnEdges(documents: readonly StrategyDocument[], counts: StepCounts, before: StepCounts | null): { from: string; port: string; to: string; label: string }[] {
  const drawn = new Map<string, { from: string; port: string; to: string; label: string }>();
  for (const { graph } of documents) {
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    for (const { from, port, to } of graph.edges) if (!drawn.has(`${from}:${port}`)) drawn.set(`${from}:${port}`, { from, port, to, label: labelOf(nodes.get(from), port) });
  }
  for (const step of [...counts.steps.keys(), ...(before?.steps.keys() ?? [])]) {
    const colon = step.indexOf(':');
    const [from, port] = [step.slice(0, colon), step.slice(colon + 1)];
    if (port !== '' && port !== '!' && !drawn.has(step)) drawn.set(step, { from, port, to: '', label: port });
  }
  return [...drawn.values()];
}

/** What the drawing calls a way out: branches and arms of tests have labels. */
function labelOf(node: StrategyNode | undefined, port: string): string {
  const { branches, arms } = (node?.settings ?? {}) as { branches?: unknown; arms?: unknown };
  for (const list of [branches, arms]) {
    if (!Array.isArray(list)) continue;
    const found = (list as { port?: unknown; label?: unknown }[]).find((one) => one?.port === port);
    if (typeof found?.label === 'string' && found.label !== '') return found.label;
  }
  return port;
}
