// Time on the processor by what it was spent on, from a profile of V8.

/** Stages by the file of a function; the first that fits counts. */
const stages = [
  ['contact policy', /engine\/dist\/(policy|contact-policy)\//],
  ['arbitration', /engine\/dist\/arbitration\//],
  ['rules', /engine\/dist\/(rule-set|facade)\/|^evalmachine|rules-of-|^$/],
  ['terms and expressions', /engine\/dist\/(feel|runtime|strategy)/],
  ['quotas', /engine\/dist\/ledger\/|features\/quotas\//],
  ['deciding', /engine\/dist\//],
  ['journal to ClickHouse', /drain-journal|journal-rows|rows-of-|adapters\/clickhouse\/|@clickhouse/],
  ['hot state', /adapters\/hot-state\/|node_modules\/(lmdb|ioredis|msgpackr|ordered-binary)/],
  ['texts of state and journal', /customer-state|journal-entries|hot-keys/],
  ['decision service', /server\/dist\/features\//],
  ['schema checks', /typebox|schema-compilers/],
  ['hooks: security, ids, protection', /server\/dist\/http\/|@fastify|node_modules\/(fastify-plugin|helmet|cookie)/],
  ['measurements and log', /prom-client|\/pino|metrics\.js/],
  ['Fastify', /node_modules\/(fastify|find-my-way|light-my-request|avvio|secure-json-parse|fast-|@sinclair|toad-cache|rfdc)/],
  ['HTTP and sockets of Node', /^node:|internal\//],
];

const stageOf = ({ functionName, url }) => {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'native: parsing of HTTP, sockets, system calls';
  if (functionName === '(idle)' || functionName === '(root)') return undefined;
  if (url === '') return functionName === '' ? 'rules' : 'HTTP and sockets of Node';
  return stages.find(([, pattern]) => pattern.test(url))?.[0] ?? 'other';
};

/** Self times of a profile by stage and by function, the longest first. */
export function stagesOf(profile) {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const byStage = new Map();
  const byFunction = new Map();
  let busyUs = 0;
  for (const [index, id] of profile.samples.entries()) {
    const us = profile.timeDeltas[index] ?? 0;
    const { callFrame } = byId.get(id);
    const stage = stageOf(callFrame);
    if (stage === undefined) continue;
    busyUs += us;
    byStage.set(stage, (byStage.get(stage) ?? 0) + us);
    const name = `${callFrame.functionName || '(anonymous)'} ${callFrame.url.replace(/^.*\/(node_modules|dist)\//, '')}:${callFrame.lineNumber + 1}`;
    byFunction.set(name, (byFunction.get(name) ?? 0) + us);
  }
  const sorted = (map) => [...map].map(([name, us]) => ({ name, us })).sort((one, other) => other.us - one.us);
  return { busyUs, stages: sorted(byStage), functions: sorted(byFunction) };
}
