import { FactColumn } from './fact-column.js';
import { functionFromCode } from './function-from-code.js';
import { planIndex, type IndexPlan } from './index-plan.js';
import { valueAtPath } from './json-path.js';
import { literalCode } from './print-conditions.js';
import type { PlacedRule } from './print-rule-set.js';
import type { RuleSetTree } from './tree.js';

/** Sets bits of matching rules in `hits`; false where it cannot decide: a fact is missing or of a kind that the index does not know. */
export type RulesFunction = (facts: Readonly<Record<string, unknown>>, hits: number[]) => boolean;

/** Rows of a group are kept apart, so that their tables stay small. */
const groupRules = 1024;
const mostTableWords = 4_000_000;

export interface IndexedRules { run: RulesFunction; rules: PlacedRule[] }

/** Groups of rules that an index decides, and the rules that are left. */
export function indexRules(tree: RuleSetTree, fewestRules: number): { groups: IndexedRules[]; rest: PlacedRule[] } {
  const groups: IndexedRules[] = [];
  const rest: PlacedRule[] = [];
  for (let from = 0; from < tree.rules.length; from += groupRules) {
    const rules = tree.rules.slice(from, from + groupRules).map((node, i) => ({ node, place: from + i }));
    const plan = planIndex(rules);
    const words = Math.ceil(plan.lanes.length / 32);
    const columns = plan.columns.map((column) => new FactColumn(column, words));
    if (rules.length - plan.rest.length < fewestRules || columns.reduce((sum, column) => sum + column.cells * words, 0) > mostTableWords) rest.push(...rules);
    else {
      groups.push({ run: makeGroup(tree, columns, plan, Int32Array.from(plan.lanes, ({ place }) => place), words), rules: rules.filter((rule) => !plan.rest.includes(rule)) });
      rest.push(...plan.rest);
    }
  }
  return { groups, rest };
}

/** One fact after the other is looked up; then the rows are met, word by word, without a branch. */
function makeGroup(tree: RuleSetTree, columns: readonly FactColumn[], plan: IndexPlan, places: Int32Array, words: number): RulesFunction {
  const body: string[] = [];
  const facts = plan.columns.map(({ fact }) => fact);
  const loaded = new Set<number>();
  facts.forEach(({ fact, steps }, i) => {
    const key = literalCode(tree.factNames[fact]);
    if (!loaded.has(fact)) {
      loaded.add(fact);
      const own = tree.factNames[fact]! in Object.prototype;
      body.push(own ? `const v${fact}=has(f,${key})?f[${key}]:void 0;` : `const v${fact}=f[${key}];`);
      if (!tree.allowUndefinedFacts) body.push(`if(v${fact}===void 0&&!has(f,${key}))return false;`);
    }
    body.push(`const o${i}=c${i}.rowOf(${steps ? `at(v${fact},s${i})` : `v${fact}`});`);
  });
  for (const fact of tree.allowUndefinedFacts ? [] : plan.facts) {
    const key = literalCode(tree.factNames[fact]);
    if (!loaded.has(fact)) body.push(`if(!has(f,${key}))return false;`);
  }
  if (facts.length > 0) body.push(`if((${facts.map((_, i) => `o${i}`).join('|')})<0)return false;`);
  body.push(`for(let w=0;w<${words};w++){let m=${facts.map((_, i) => `t${i}[o${i}+w]`).join('&') || '0'};`);
  // Bits past the last lane are set in every row.
  body.push(`if(w===${words - 1})m&=${places.length % 32 === 0 ? -1 : (1 << places.length % 32) - 1};`);
  body.push('while(m!==0){const p=places[w*32+31-clz(m&-m)];h[p>>5]|=1<<(p&31);m&=m-1;}}return true;');
  const outer = facts.map((_, i) => `const c${i}=columns[${i}],t${i}=c${i}.table${facts[i]!.steps ? `,s${i}=${literalCode(facts[i]!.steps)}` : ''};`).join('');
  return functionFromCode<RulesFunction>(['columns', 'places', 'at'], `const has=Object.hasOwn,clz=Math.clz32;${outer}return function(f,h){\n${body.join('\n')}\n};`, columns, places, valueAtPath);
}
