import { ConditionPrinter, literalCode } from './print-conditions.js';
import { ruleHelpers } from './print-rule-set.js';
import type { CompareNode, ConditionNode, GroupNode, RuleNode, RuleSetTree } from './tree.js';

/** Labels that an explained condition carries besides its outcome, in the order in which they stand there. */
export const labelsOf = (source: Readonly<Record<string, unknown>>, priority: unknown): { priority?: unknown; name?: unknown } => ({ ...(priority ? { priority } : {}), ...(source.name ? { name: source.name } : {}) });

/** What stands beside a comparison's outcome. */
export const extrasOf = (source: Readonly<Record<string, unknown>>): Record<string, unknown> => ({ ...labelsOf(source, source.priority), ...(source.params ? { params: source.params } : {}), ...(source.path ? { path: source.path } : {}) });

export const groupPriority = (source: Readonly<Record<string, unknown>>): number => Number.parseInt(String(source.priority), 10) || 1;

/** An explained condition as an expression, and its outcome as one that costs nothing. */
interface Printed { object: string; result: string }

/**
 * Prints rules as `(f, e, y, n) => boolean` over the runtime `R` and the values `C`: explained rules that match are added to `y`, the others to
 * `n`; false where a fact is missing or a path fails, which is left to the caller. `e(place, f)` gives the event of a rule. Each condition is one
 * literal of a fixed shape, its outcome a local.
 */
export function printExplanation(tree: RuleSetTree, rules: readonly { node: RuleNode; place: number }[]): { code: string; values: unknown[] } {
  const printer = new ExplanationPrinter(tree);
  const body = rules.map(({ node, place }) => printer.rule(node, place)).join('\n');
  const { conditions, values } = printer;
  const names = values.map((_, i) => `c${i}=C[${i}]`);
  return { code: `${ruleHelpers}\n${names.length > 0 ? `const ${names.join(',')};` : ''}\n${conditions.constants.join('\n')}\nreturn function(f,e,y,n){\n${conditions.loads().join('\n')}\n${body}\nreturn true;\n};`, values };
}

class ExplanationPrinter {
  readonly conditions: ConditionPrinter;
  readonly values: unknown[] = [];
  private lines: string[] = [];
  private locals = 0;

  constructor(tree: RuleSetTree) {
    this.conditions = new ConditionPrinter(tree, 'quick');
  }

  rule(node: RuleNode, place: number): string {
    this.lines = [];
    const { object, result } = this.node(node.root);
    const event = node.replacements.length > 0 ? `e(${place},f)` : this.value(node.event);
    const name = node.name === undefined ? '' : `name:${this.value(node.name)},`;
    return `{${this.lines.join('\n')}\n(${result}?y:n).push({conditions:${object},event:${event},priority:${this.value(node.priority)},${name}index:${node.index},result:${result}});}`;
  }

  private local(): string {
    return `r${(this.locals += 1)}`;
  }

  /** Scalars stand in the code; whatever else is passed in, so that it stays the document's own. */
  private value(value: unknown): string {
    if (value === null || typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0))) return literalCode(value);
    return `c${this.values.push(value) - 1}`;
  }

  private properties(record: object): string {
    return Object.entries(record).map(([key, value]) => `${key}:${this.value(value)},`).join('');
  }

  private node(node: ConditionNode): Printed {
    switch (node.kind) {
      case 'compare':
        return this.comparison(node);
      case 'never':
        return { object: `{${this.idleReference(node.source)}result:false}`, result: 'false' };
      case 'not': {
        const child = this.node(node.child);
        return { object: `{priority:${groupPriority(node.source)},not:${child.object},result:!${child.result}${this.nameOf(node)}}`, result: `!${child.result}` };
      }
      default:
        return this.group(node);
    }
  }

  private comparison(node: CompareNode): Printed {
    const { source, value } = node;
    const result = this.local();
    const { left, right, code } = this.conditions.explained(node);
    this.lines.push(`const ${result}=${code};`);
    const written = this.value(source.value);
    const compared = value.kind === 'fact' ? right : value.value === source.value ? written : this.value(value.value);
    const extras = this.properties(extrasOf(source));
    return { object: `{operator:${this.value(source.operator)},value:${written},fact:${this.value(source.fact)},factResult:${left},valueResult:${compared},result:${result}${extras && `,${extras.slice(0, -1)}`}}`, result };
  }

  private group(node: GroupNode): Printed {
    const isAll = node.kind === 'all';
    const objects = new Map<ConditionNode, string>();
    const result = this.local();
    const outcome = (set: readonly ConditionNode[]): string => {
      const printed = set.map((child) => {
        const { object, result: inner } = this.node(child);
        objects.set(child, object);
        return inner;
      });
      return printed.join(isAll ? '&&' : '||');
    };
    const [first, ...later] = node.sets;
    const begun = first ? outcome(first) : 'true';
    this.lines.push(`${later.length > 0 ? 'let' : 'const'} ${result}=${begun};`);
    for (const set of later) {
      // The next set is looked at only while the outcome is open.
      const outer = this.lines;
      this.lines = [];
      const next = outcome(set);
      const locals = set.map(() => this.local());
      outer.push(`let ${locals.join(',')};if(${isAll ? '' : '!'}${result}){${this.lines.join('\n')}\n${set.map((child, i) => `${locals[i]}=${objects.get(child)};`).join('')}${result}=${next};}`);
      outer.push(`else{${set.map((child, i) => `${locals[i]}=${this.idle(child)};`).join('')}}`);
      set.forEach((child, i) => objects.set(child, locals[i]!));
      this.lines = outer;
    }
    return { object: `{priority:${groupPriority(node.source)},${node.kind}:[${node.children.map((child) => objects.get(child)).join(',')}],result:${result}${this.nameOf(node)}}`, result };
  }

  private nameOf({ source }: ConditionNode): string {
    return source.name ? `,name:${this.value(source.name)}` : '';
  }

  private idleReference(reference: Readonly<Record<string, unknown>>): string {
    return `${this.properties(labelsOf(reference, reference.priority))}condition:${literalCode(String(reference.condition))},`;
  }

  /** A condition that was not looked at. */
  private idle(node: ConditionNode): string {
    const { source, reference } = node;
    if (reference) return `{${this.idleReference(reference)}}`;
    if (node.kind === 'never') return `{${this.idleReference(source)}}`;
    if (node.kind === 'compare') return `{operator:${this.value(source.operator)},value:${this.value(source.value)},fact:${this.value(source.fact)},${this.properties(extrasOf(source))}}`;
    const labels = this.properties(labelsOf(source, groupPriority(source)));
    return node.kind === 'not' ? `{${labels}not:${this.idle(node.child)}}` : `{${labels}${node.kind}:[${node.children.map((child) => this.idle(child)).join(',')}]}`;
  }
}
