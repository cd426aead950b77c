import type { NodeKindName } from '@arbiter/contracts';

type Settings = Record<string, unknown>;

const record = (value: unknown): Settings => (typeof value === 'object' && value !== null ? (value as Settings) : {});
const each = (list: unknown): Settings[] => (Array.isArray(list) ? list.map(record) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value.replaceAll(/\s+/g, ' ').trim() : '');
const joined = (parts: readonly string[], by = ', ', most = 4): string => {
  const told = parts.filter((part) => part !== '');
  return told.slice(0, most).join(by) + (told.length > most ? ` +${told.length - most}` : '');
};
const assigned = (list: unknown): string => joined(each(list).map(({ name, value }) => (text(name) === '' ? '' : `${text(name)} = ${text(value)}`)), ', ', 2);

const summaries: Record<Exclude<NodeKindName, 'rules'>, (settings: Settings) => string> = {
  input: () => '',
  branch: ({ branches }) => joined(each(branches).map(({ label, condition }) => text(label) || text(condition)), ' · ', 3),
  'ab-test': ({ arms }) => joined(each(arms).map(({ share, label, port }) => `${text(label) || text(port)} ${typeof share === 'number' ? share / 100 : '?'} %`), ' · ', 3),
  loop: ({ list, element }) => (text(list) === '' ? '' : `${text(element)} ∈ ${text(list)}`),
  'sub-process': ({ strategy }) => (text(record(strategy).id) === '' ? '' : `v${String(record(strategy).version ?? '?')}`),
  output: ({ assignments, decision, action }) => joined([text(decision), text(action), assigned(assignments)], ' · ', 2),
  calculate: ({ assignments }) => assigned(assignments),
  model: ({ results }) => joined(Object.values(record(results)).map((name) => text(name))),
  python: ({ outputs }) => joined(each(outputs).map(({ name, to }) => text(to) || text(name))),
  sql: ({ source, statement }) => joined([text(source), /\bfrom\s+([\w."`]+)/i.exec(text(statement))?.[1] ?? ''], ' · '),
  http: ({ service, method, path }) => (text(service) === '' ? '' : `${text(method)} ${text(service)} ${text(path)}`.trim()),
  arbitrate: ({ candidates, list }) => (list === undefined ? joined(each(candidates).map(({ action }) => text(action)), ', ', 3) : text(record(list).from)),
  'contact-policy': ({ action, channel }) => joined([text(action), text(channel)], ' · '),
  channel: ({ channels }) => joined(each(channels).map(({ channel }) => text(channel))),
};

/** A few words of a node's settings for its card, at most `most` characters; empty where there is nothing to say yet. */
export function nodeSummary(kind: NodeKindName, settings: unknown, most = 80): string {
  if (kind === 'rules') return '';
  const told = summaries[kind](record(settings));
  return told.length > most ? `${told.slice(0, most - 1)}…` : told;
}
