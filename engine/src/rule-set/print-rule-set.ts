import { ConditionPrinter, literalCode, type PrintMode } from './print-conditions.js';
import type { ConditionNode, RuleNode, RuleSetTree } from './tree.js';

export interface PlacedRule { node: RuleNode; place: number }

const chunkRules = 200;
const chunkConditions = 4000;
/** What printed rules take from the runtime `R`. */
export const ruleHelpers = 'const isArray=Array.isArray,has=Object.hasOwn,{numericFact:num,valueAtFactPath:at,requireFact:need,isFailedPath:failed,absentFact:absent}=R;';

/**
 * Prints rules as one function `(f, h) => boolean`, an expression over the runtime `R`: it sets a bit for each rule that matches
 * (bit `place % 32` of word `place / 32` of `h`) and says whether every fact was there. `comments` adds the rules' names.
 */
export function printRules(tree: RuleSetTree, rules: readonly PlacedRule[], mode: PrintMode, comments = false): string {
  const printer = new ConditionPrinter(tree, mode);
  const lines: string[] = [];
  let word = -1;
  for (const { node, place } of rules) {
    if (place >> 5 !== word) {
      if (word >= 0) lines.push(`h[${word}]|=b;`);
      lines.push(word < 0 ? 'let b=0;' : 'b=0;');
      word = place >> 5;
    }
    lines.push(`if(${printer.condition(node.root).code})b|=${1 << (place & 31)};${comments ? ` // ${commentOf(node)}` : ''}`);
  }
  if (word >= 0) lines.push(`h[${word}]|=b;`);
  return `(()=>{\n${ruleHelpers}\n${printer.constants.join('\n')}\nreturn function(f,h){\n${printer.loads().join('\n')}\n${lines.join('\n')}\nreturn true;\n};})()`;
}

/**
 * Prints a rule set as a JavaScript expression over the runtime `R` alone: a function of the facts that gives a RuleSetAnswer. Every fact must
 * be there (null where it is not known). Names and literals are data in it, through JSON.stringify.
 */
export function printRuleSetFunction(tree: RuleSetTree): string {
  const chunks = chunksOf(tree.rules);
  const replaced = tree.rules.flatMap(({ replacements }, place) => (replacements.length > 0 ? [[place, replacements.map(({ key, value }) => ({ key, fact: tree.factNames[value.fact], steps: value.steps ?? null }))] as const] : []));
  const rules = {
    indexes: tree.rules.map((rule) => rule.index),
    events: tree.rules.map((rule) => rule.event),
    ...(replaced.length > 0 ? { replacements: Object.fromEntries(replaced) } : {}),
  };
  const words = Array.from({ length: Math.ceil(tree.rules.length / 32) }, () => 0).join(',');
  return `(()=>{
const rules=${literalCode(rules)};
${chunks.map((chunk, i) => `const chunk${i}=${printRules(tree, chunk, 'given', true)};`).join('\n')}
return function(f){
const h=[${words}];
${chunks.map((_, i) => `chunk${i}(f,h);`).join('\n')}
return R.ruleSetAnswer(f,h,rules);
};
})()`;
}

/** Engines optimise functions of a moderate size only, so the rules are spread over several. */
export function chunksOf(rules: readonly RuleNode[] | readonly PlacedRule[], mostRules = chunkRules, mostConditions = chunkConditions): PlacedRule[][] {
  const chunks: PlacedRule[][] = [];
  let size = Number.POSITIVE_INFINITY;
  rules.forEach((rule, index) => {
    const placed = 'node' in rule ? rule : { node: rule, place: index };
    const cost = sizeOf(placed.node.root);
    const last = chunks.at(-1);
    if (last && last.length < mostRules && size + cost <= mostConditions) {
      last.push(placed);
      size += cost;
    } else {
      chunks.push([placed]);
      size = cost;
    }
  });
  return chunks;
}

export function sizeOf(node: ConditionNode): number {
  if (node.kind === 'compare' || node.kind === 'never') return 1;
  if (node.kind === 'not') return 1 + sizeOf(node.child);
  return node.children.reduce((sum, child) => sum + sizeOf(child), 1);
}

/** A name that may stand in a line comment: printable characters alone, no line ends of any kind. */
function commentOf({ index, name }: RuleNode): string {
  const text = String(name ?? '').replaceAll(/[^\p{L}\p{N} _.,:;()+-]/gu, ' ').slice(0, 80).trim();
  return `rule ${index}${text ? `: ${text}` : ''}`;
}
