// Every engine of the comparison as `(rules) => { run(facts) → number of rules that matched, matched(facts) → their places, … }` with its rules prepared beforehand.
import { ZenDecisionContent, ZenEngine } from '@gorules/zen-engine';
import { Engine } from 'json-rules-engine';
import { LogicEngine } from 'json-logic-engine';
import { Engine as Facade } from '@arbiter/engine/facade/index';
import { compileRuleSet } from '@arbiter/engine/rule-set/index';

const compiled = (rules) => {
  const made = compileRuleSet({ rules });
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
};

const places = (events) => events.map(({ params }) => params.index);

const eventsOf = (outcome) => {
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.events.length;
};

export const engines = {
  'Arbiter, hits and events': (rules) => {
    const set = compiled(rules);
    return { run: (facts) => eventsOf(set.run(facts)), matched: (facts) => places(set.run(facts).events) };
  },
  'Arbiter, with explanation': (rules) => {
    const set = compiled(rules);
    return { run: (facts) => { const { ok, results } = set.explain(facts); return ok ? results.length : Number.NaN; }, matched: (facts) => set.explain(facts).results.map(({ index }) => index) };
  },
  "Arbiter's façade": (rules) => {
    const engine = new Facade(rules);
    return { waits: true, run: async (facts) => (await engine.run(facts)).events.length, matched: async (facts) => places((await engine.run(facts)).events) };
  },
  'json-rules-engine, one shared Engine': (rules) => {
    const engine = new Engine(rules);
    return { waits: true, run: async (facts) => (await engine.run(facts)).events.length, matched: async (facts) => places((await engine.run(facts)).events) };
  },
  'GoRules ZEN, precompiled decision': async (rules) => {
    const decision = new ZenEngine().createDecision(new ZenDecisionContent(Buffer.from(JSON.stringify(zenTable(rules)))));
    return { waits: true, run: async (facts) => (await decision.evaluate(facts)).result.length, matched: async (facts) => (await decision.evaluate(facts)).result.map(({ index }) => index) };
  },
  'json-logic-engine, compiled': (rules) => {
    const engine = new LogicEngine();
    const all = rules.map((rule) => engine.build(jsonLogic(rule.conditions)));
    return { run: (facts) => { let matched = 0; for (const each of all) if (each(facts)) matched += 1; return matched; }, matched: (facts) => all.flatMap((each, i) => (each(facts) ? [i] : [])) };
  },
};

/** A decision table of policy "collect" with a column for each fact, as its editor makes it, and one for conditions over several facts. */
function zenTable(rules) {
  const facts = [...new Set(rules.flatMap(({ conditions }) => conditions.all.flatMap(({ fact }) => (fact ? [fact] : []))))];
  const columns = [...facts.map((fact) => ({ id: fact, name: fact, type: 'expression', field: fact })), { id: 'several', name: 'several', type: 'expression', field: '' }];
  const row = ({ conditions }, i) => {
    const cells = { _id: `r${i}`, then: String(i), ...Object.fromEntries(columns.map(({ id }) => [id, ''])) };
    for (const condition of conditions.all) {
      const id = condition.fact ?? 'several';
      const cell = condition.fact ? zenCell(condition) : zenExpression(condition);
      cells[id] = cells[id] ? `${cells[id]} and ${cell}` : cell;
    }
    return cells;
  };
  return {
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position: { x: 0, y: 0 } },
      { id: 'table', name: 'table', type: 'decisionTableNode', position: { x: 0, y: 0 }, content: { hitPolicy: 'collect', inputs: columns, outputs: [{ id: 'then', name: 'then', type: 'expression', field: 'index' }], rules: rules.map(row) } },
      { id: 'out', name: 'out', type: 'outputNode', position: { x: 0, y: 0 } },
    ],
    edges: [{ id: 'e1', sourceId: 'in', targetId: 'table', type: 'edge' }, { id: 'e2', sourceId: 'table', targetId: 'out', type: 'edge' }],
  };
}

const zenCell = ({ operator, value }) => (operator === 'in' || operator === 'notIn' ? `$ ${operator === 'in' ? 'in' : 'not in'} ${JSON.stringify(value)}` : `$ ${signs[operator]} ${JSON.stringify(value)}`);

const signs = { equal: '==', notEqual: '!=', lessThan: '<', lessThanInclusive: '<=', greaterThan: '>', greaterThanInclusive: '>=' };

function zenExpression(condition) {
  if (condition.all) return `(${condition.all.map(zenExpression).join(' and ')})`;
  if (condition.any) return `(${condition.any.map(zenExpression).join(' or ')})`;
  const { fact, operator, value } = condition;
  if (operator === 'in' || operator === 'notIn') return `${fact} ${operator === 'in' ? 'in' : 'not in'} ${JSON.stringify(value)}`;
  return `${fact} ${signs[operator]} ${JSON.stringify(value)}`;
}

function jsonLogic(condition) {
  if (condition.all) return { and: condition.all.map(jsonLogic) };
  if (condition.any) return { or: condition.any.map(jsonLogic) };
  const { fact, operator, value } = condition;
  const read = { var: fact };
  if (operator === 'in') return { in: [read, value] };
  if (operator === 'notIn') return { '!': { in: [read, value] } };
  return { [{ equal: '===', notEqual: '!==' }[operator] ?? signs[operator]]: [read, value] };
}
