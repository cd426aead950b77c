import type { ModelTree, TreeNode } from '@arbiter/contracts';
import type { XmlElement } from '../../dmn/read-xml.js';
import { predicateNames, predicateOf } from './pmml-expression.js';
import type { PmmlFields } from './pmml-fields.js';
import { arrayOf, childOf, childrenOf, numberFrom, numberOf, refuse, textOf } from './pmml-refusal.js';

type Value = number | null | number[];
type Test = { operator: '<' | '<='; threshold: number } | { categories: string[] };
type Draft = { value: Value; cover?: number } | { feature: string; test: Test; yes: Draft; no: Draft; missing: Draft };

/** A bound for 32-bit numbers as one for doubles: `fround(x) < t` holds exactly where x is on the same side of it. */
function narrowBound(operator: '<' | '<=', given: number): { operator: '<' | '<='; threshold: number } {
  const bits = new DataView(new ArrayBuffer(4));
  const at = Math.fround(given);
  bits.setFloat32(0, at);
  const next = (step: number) => {
    if (at === 0) return step > 0 ? 1.401298464324817e-45 : -1.401298464324817e-45;
    bits.setInt32(0, bits.getInt32(0) + (at > 0 ? step : -step));
    return bits.getFloat32(0);
  };
  const middle = (at + next(operator === '<=' ? 1 : -1)) / 2;
  // A tie goes to the even neighbour.
  const tiesHere = Math.fround(middle) === at;
  return { operator: operator === '<=' ? (tiesHere ? '<=' : '<') : tiesHere ? '<' : '<=', threshold: middle };
}

const sameTest = (a: Test, b: Test) => JSON.stringify(a) === JSON.stringify(b);

/** A tree of a file as a list of two-way splits. `classes`: leaves have a probability for each; `vote`: all of it for the likeliest. */
export function readTree(model: XmlElement, fields: PmmlFields, classes: readonly string[] | undefined, vote: boolean): ModelTree {
  const root = childOf(model, 'Node') ?? refuse(model, 'The tree has no <Node>', 'pmml-incomplete');
  const missingStrategy = model.attributes.get('missingValueStrategy') ?? 'none';
  if (!['none', 'lastPrediction', 'nullPrediction', 'defaultChild'].includes(missingStrategy)) refuse(model, `The strategy "${missingStrategy}" for missing values is not read here; there are none, lastPrediction, nullPrediction, defaultChild`);
  const keepsLast = model.attributes.get('noTrueChildStrategy') === 'returnLastPrediction';
  const nothing: Draft = { value: null };

  const leaf = (node: XmlElement): Draft => {
    const cover = node.attributes.has('recordCount') ? { cover: numberOf(node, 'recordCount') } : {};
    if (!classes) return { value: node.attributes.has('score') ? numberFrom(node, textOf(node, 'score'), 'The score of a node') : null, ...cover };
    const counts = new Map(childrenOf(node, 'ScoreDistribution').map((part) => [textOf(part, 'value'), numberOf(part, part.attributes.has('probability') ? 'probability' : 'recordCount')]));
    const score = node.attributes.get('score');
    if (counts.size === 0 && score === undefined) return nothing;
    if (counts.size === 0 || (vote && score !== undefined)) return { value: classes.map((name) => (name === score ? 1 : 0)), ...cover };
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const shares = classes.map((name) => (counts.get(name) ?? 0) / total);
    if (!vote) return { value: shares, ...cover };
    const best = shares.indexOf(Math.max(...shares));
    return { value: shares.map((_, index) => (index === best ? 1 : 0)), ...cover };
  };

  const split = (feature: string, test: Test, yes: Draft, no: Draft, missing: Draft): Draft =>
    // What the next split asks again has been answered here.
    ({ feature, test, yes, no: 'feature' in no && no.feature === feature && sameTest(no.test, test) ? no.no : no, missing });

  const decide = (predicate: XmlElement, yes: Draft, no: Draft, missing: Draft): Draft => {
    if (predicate.name === 'True') return yes;
    if (predicate.name === 'False') return no;
    if (predicate.name === 'CompoundPredicate') {
      const operator = textOf(predicate, 'booleanOperator');
      const parts = childrenOf(predicate, ...predicateNames);
      const first = parts.at(-1) ?? refuse(predicate, 'A compound predicate needs parts', 'pmml-incomplete');
      let result = decide(first, yes, no, missing);
      // What a missing value in an earlier part leaves open: the parts after it, with "missing" for what would otherwise decide.
      let unknown = operator === 'and' ? decide(first, missing, no, missing) : operator === 'or' ? decide(first, yes, missing, missing) : result;
      for (const part of parts.slice(0, -1).reverse()) {
        if (operator === 'and') [result, unknown] = [decide(part, result, no, unknown), decide(part, unknown, no, unknown)];
        else if (operator === 'or') [result, unknown] = [decide(part, yes, result, unknown), decide(part, yes, unknown, unknown)];
        else if (operator === 'surrogate') result = decide(part, yes, no, result);
        else return refuse(predicate, `The operator "${operator}" of compound predicates is not read here; there are and, or, surrogate`);
      }
      return result;
    }
    const feature = fields.known(predicate, textOf(predicate, 'field'));
    const numeric = fields.typeOf(feature) === 'number';
    const operator = predicate.name === 'SimpleSetPredicate' ? textOf(predicate, 'booleanOperator') : textOf(predicate, 'operator');
    if (operator === 'isMissing' || operator === 'isNotMissing') {
      const [there, absent] = operator === 'isMissing' ? [no, yes] : [yes, no];
      return { feature, test: numeric ? { operator: '<', threshold: -Number.MAX_VALUE } : { categories: [] }, yes: there, no: there, missing: absent };
    }
    const values = predicate.name === 'SimpleSetPredicate' ? arrayOf(childOf(predicate, 'Array') ?? refuse(predicate, 'A set needs an array', 'pmml-incomplete')) : [textOf(predicate, 'value')];
    const negated = operator === 'notEqual' || operator === 'isNotIn';
    const [inside, outside] = negated ? [no, yes] : [yes, no];
    if (!numeric) return ['equal', 'notEqual', 'isIn', 'isNotIn'].includes(operator) ? (negated ? { feature, test: { categories: values }, yes: inside, no: outside, missing } : split(feature, { categories: values }, inside, outside, missing)) : refuse(predicate, `The field "${feature}" is no number and cannot be compared by "${operator}"`);
    const bound = (order: '<' | '<=', text: string): Test => {
      const threshold = numberFrom(predicate, text, `The value for "${feature}"`);
      return fields.narrow.has(feature) ? narrowBound(order, threshold) : { operator: order, threshold };
    };
    const [value] = values as [string];
    switch (operator) {
      case 'lessThan': return split(feature, bound('<', value), yes, no, missing);
      case 'lessOrEqual': return split(feature, bound('<=', value), yes, no, missing);
      case 'greaterOrEqual': return { feature, test: bound('<', value), yes: no, no: yes, missing };
      case 'greaterThan': return { feature, test: bound('<=', value), yes: no, no: yes, missing };
      default: {
        if (values.length > 100) return refuse(predicate, `A set of ${values.length} numbers is not read here; at most 100`);
        return values.reduceRight((rest: Draft, text) => ({ feature, test: bound('<=', text), yes: { feature, test: bound('<', text), yes: rest, no: inside, missing }, no: rest, missing }), outside);
      }
    }
  };

  const enter = (node: XmlElement): Draft => {
    const children = childrenOf(node, 'Node');
    if (children.length === 0) return leaf(node);
    const own = leaf(node);
    const entered = new Map(children.map((child) => [child, enter(child)]));
    let missing: Draft | undefined = missingStrategy === 'lastPrediction' ? own : missingStrategy === 'nullPrediction' ? nothing : undefined;
    if (missingStrategy === 'defaultChild') {
      const id = textOf(node, 'defaultChild');
      missing = entered.get(children.find((child) => child.attributes.get('id') === id) ?? refuse(node, `The default child "${id}" is not among the node's children`, 'pmml-wrong-value'));
    }
    return children.reduceRight((next: Draft, child) => decide(predicateOf(child), entered.get(child)!, next, missing ?? next), keepsLast ? own : nothing);
  };
  return { nodes: numbered(decide(predicateOf(root), enter(root), nothing, nothing)) };
}

/** Puts the drafts in a list in which children stand after their splits. */
function numbered(root: Draft): TreeNode[] {
  const finished: Draft[] = [];
  const seen = new Set<Draft>([root]);
  const stack: { draft: Draft; next: number }[] = [{ draft: root, next: 0 }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const children = 'feature' in top.draft ? [top.draft.no, top.draft.missing, top.draft.yes] : [];
    const child = children[top.next];
    top.next += 1;
    if (child === undefined) {
      finished.push(top.draft);
      stack.pop();
    } else if (!seen.has(child)) {
      seen.add(child);
      stack.push({ draft: child, next: 0 });
    }
  }
  finished.reverse();
  const place = new Map(finished.map((draft, index) => [draft, index]));
  return finished.map((draft): TreeNode => {
    if (!('feature' in draft)) return draft;
    const [yes, no, missing] = [place.get(draft.yes)!, place.get(draft.no)!, place.get(draft.missing)!];
    return { feature: draft.feature, ...draft.test, yes, no, ...(missing === no ? {} : { missing }) };
  });
}
