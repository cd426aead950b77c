// Fuzzes compiled rule sets against json-rules-engine: generated rule sets, each over many generated facts.
// Usage: node engine/bench/fuzz-rule-sets.mjs [--pairs 200000] [--seed 1] [--facts 40]
// Every pair is evaluated rule by rule, by the index, with explanation, by the printed function and by the façade. A difference ends the run
// and is printed as a fixture for engine/src/rule-set/fixtures/differences.json.
import { Engine } from '@arbiter/engine/facade/index';
import { SeededRandom } from '@arbiter/engine/random/seeded-random';
import { checkRuleSet } from '@arbiter/engine/rule-set/check-rule-set';
import { compiledOutcome, outcomeOf, referenceOf } from '@arbiter/engine/rule-set/compare-with-reference';
import { compileTree } from '@arbiter/engine/rule-set/compile-rule-set';
import { functionFromCode } from '@arbiter/engine/rule-set/function-from-code';
import { FactGenerator } from '@arbiter/engine/rule-set/generate-facts';
import { generateCase } from '@arbiter/engine/rule-set/generate-rule-set';
import { printRuleSetFunction } from '@arbiter/engine/rule-set/print-rule-set';
import { ruleSetRuntime } from '@arbiter/engine/rule-set/rule-set-runtime';

const option = (name, fallback) => {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? fallback : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number above 0, not ${process.argv[at + 1]}`);
  return value;
};
const pairs = option('pairs', 200_000);
const factsPerSet = option('facts', 40);
let seed = option('seed', 1);

function facadeOf(document) {
  const engine = new Engine([], document.options);
  for (const [name, condition] of Object.entries(document.conditions ?? {})) engine.setCondition(name, condition);
  for (const rule of document.rules) engine.addRule(rule);
  return async (facts) => {
    try {
      return outcomeOf(await engine.run(facts));
    } catch {
      return 'error';
    }
  };
}

const started = performance.now();
const counts = { sets: 0, refused: 0, pairs: 0, answered: 0 };
for (; counts.pairs < pairs; seed += 1) {
  const { document, facts: first } = generateCase(seed);
  const checked = checkRuleSet(document);
  if (!checked.ok) {
    counts.refused += 1;
    continue;
  }
  counts.sets += 1;
  const tree = checked.value;
  const ways = { 'rule by rule': compileTree(tree, { indexFrom: 1e9 }), 'by index': compileTree(tree, { indexFrom: 1 }) };
  const printed = functionFromCode(['R'], `return ${printRuleSetFunction(tree)}`, ruleSetRuntime);
  const reference = referenceOf(document);
  const facade = facadeOf(structuredClone(document));
  const generator = new FactGenerator(tree);
  const random = new SeededRandom(seed);
  for (let i = 0; i < factsPerSet && counts.pairs < pairs; i += 1) {
    const facts = i === 0 ? first : generator.generate(random);
    counts.pairs += 1;
    const expected = await reference(facts);
    const wanted = JSON.stringify(expected);
    const differs = (way, outcome) => {
      if (JSON.stringify(outcome) === wanted) return;
      process.stdout.write(`DIFFERENCE, seed ${seed}, ${way}:\n${JSON.stringify({ about: '', document, facts })}\nours:      ${JSON.stringify(outcome)}\nreference: ${wanted}\n`);
      process.exit(1);
    };
    for (const [way, compiled] of Object.entries(ways)) differs(way, compiledOutcome(compiled, facts));
    const explained = ways['rule by rule'].explain(facts);
    differs('explained', explained.ok ? outcomeOf({ events: explained.results.map(({ event }) => event), failureEvents: explained.failureResults.map(({ event }) => event) }) : 'error');
    differs('façade', await facade(facts));
    if (expected === 'error') continue;
    counts.answered += 1;
    const answer = printed(facts);
    if (JSON.stringify([...outcomeOf({ events: answer.events, failureEvents: [] }).events]) !== JSON.stringify(expected.events)) differs('printed', answer);
  }
}
process.stdout.write(`${counts.pairs} pairs of ${counts.sets} rule sets, ${counts.answered} of them with an answer, no difference (${counts.refused} rule sets refused by the check), seeds to ${seed - 1}, ${Math.round((performance.now() - started) / 1000)} s\n`);
