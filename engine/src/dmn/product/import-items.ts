import type { DecisionTableDocument, Fault, FieldSpec, Result } from '@arbiter/contracts';
import { checkDecisionTable } from '../../decision-table/check-decision-table.js';
import { scopeOf } from '../../strategy-data-model/feel-types.js';
import { ModelCompiler } from '../compile-model.js';
import type { DecisionTable, DmnModel, InformationItem } from '../dmn-model.js';
import { findCycles, findReference, linkModel, needs, type Element, type LinkedModel } from '../linked-model.js';
import { memberNames } from '../member-names.js';
import { readDmn } from '../read-dmn.js';
import { faultAt, type XmlPosition } from '../read-xml.js';
import { isDmnNamespace } from '../dmn-namespaces.js';
import { normalName } from '../element-reader.js';
import { expressionText, NoText } from './expression-text.js';
import { isProductName, ProductNames } from './product-names.js';
import { renameFeel } from './rename-feel.js';
import { tableDocument, tablePosition } from './table-document.js';
import { valueSpecOf, valueSpecOfFeel } from './value-spec-of-type.js';

/** A decision that becomes a decision table of the repository. */
export interface TableItem {
  kind: 'decision-table';
  /** Name of the variable or output that takes the table's result; `title` is the name in the file. */
  name: string;
  title: string;
  document: DecisionTableDocument;
  /** What the table reads: input data of the model, and results of other items by their names. */
  inputs: FieldSpec[];
  result: FieldSpec;
}

/** A decision without a table, as an assignment of a calculate node. */
export interface CalculationItem {
  kind: 'calculation';
  name: string;
  title: string;
  expression: string;
  inputs: FieldSpec[];
  result: FieldSpec;
}

export interface DmnItems {
  model: { name: string; namespace: string };
  /** What is needed first stands first. */
  items: (TableItem | CalculationItem)[];
  /** Input data of the whole model. */
  inputs: FieldSpec[];
  /** Names that had to change, since names of a data model hold no spaces and signs. */
  renamed: { from: string; to: string }[];
  /** What was left behind, each at `line:column` of the file. */
  notTaken: Fault[];
}

/**
 * Takes the decisions of a DMN file over into documents of the product. Types stand in `inputs` and `result`; DMN's silent conversions (a list
 * of one to its element and back, null for a value of another type) are not part of the expressions: a strategy's data model is strict instead. Faults: those of readDmn and compileDmn; what only a part of the file
 * is at fault for stands in `notTaken`.
 */
export function importDmnAsItems(source: string, options: { imports?: readonly DmnModel[] } = {}): Result<DmnItems, Fault[]> {
  const read = readDmn(source);
  if (!read.ok) return read;
  const model = read.value;
  const notTaken: Fault[] = [];
  const linked = linkModel(model, options.imports ?? [], (at, code, message) => void notTaken.push(faultAt(at, code, message)));
  if (!linked.ok) return linked;
  const cycles = findCycles(linked.value);
  if (cycles.length > 0) return { ok: false, error: cycles };
  const compiler = new ModelCompiler(linked.value, (fault) => void notTaken.push(fault));
  compiler.compileAll();
  return { ok: true, value: new ItemImport(linked.value, compiler, notTaken).items() };
}

class ItemImport {
  private readonly names: ProductNames;
  private readonly members: string[];

  constructor(private readonly linked: LinkedModel, private readonly compiler: ModelCompiler, private readonly notTaken: Fault[]) {
    this.members = memberNames(linked);
    this.names = new ProductNames([...linked.byName.keys(), ...linked.imports.keys(), ...this.members]);
  }

  items(): DmnItems {
    const { model } = this.linked;
    for (const entry of model.imports) if (isDmnNamespace(entry.importType)) this.leave(entry.at, `The import ${JSON.stringify(entry.name)} is not taken over; import its file of its own`);
    for (const { name, at } of model.services) this.leave(at, `The decision service ${JSON.stringify(name)} is not taken over; a strategy with its decisions takes its place`);
    for (const { name, at } of model.knowledgeSources) this.leave(at, `The knowledge source ${JSON.stringify(name)} is not taken over; it has no effect on decisions`);
    const items: (TableItem | CalculationItem)[] = [];
    for (const element of this.inOrder()) {
      if (element.kind === 'decision') items.push(...this.decision(element));
      else if (element.kind === 'knowledge') items.push(...this.knowledge(element));
    }
    return {
      model: { name: model.name, namespace: model.namespace },
      items,
      inputs: model.inputData.map((input) => this.field(input.variable, input.name)),
      renamed: [...this.names.changed].map(([from, to]) => ({ from, to })),
      notTaken: this.notTaken,
    };
  }

  /** Elements of the model, needed ones first. */
  private inOrder(): Element[] {
    const ordered = new Set<Element>();
    const seen = new Set<Element>();
    for (const start of this.linked.byName.values()) {
      const way = [start];
      while (way.length > 0) {
        const top = way.at(-1)!;
        const next = seen.has(top) ? [] : needs(top).filter((needed) => needed.model === this.linked && !seen.has(needed));
        seen.add(top);
        if (next.length > 0) way.push(...next);
        else {
          way.pop();
          ordered.add(top);
        }
      }
    }
    return [...ordered];
  }

  private decision(element: Element & { kind: 'decision' }): (TableItem | CalculationItem)[] {
    const { item } = element;
    if (!item.expression) {
      this.leave(item.at, `The decision ${JSON.stringify(item.name)} has no logic; its value must be an input`);
      return [];
    }
    const required = [...item.requiredInputs, ...item.requiredDecisions].flatMap((reference) => findReference(this.linked, reference) ?? []);
    const inputs = required.flatMap((needed) => {
      if (needed.model !== this.linked) {
        this.leave(item.at, `The decision ${JSON.stringify(item.name)} reads ${JSON.stringify(needed.item.name)} of an imported model, which is not taken over`);
        return [];
      }
      return [this.field(needed.item.variable, needed.item.name, needed)];
    });
    const result = this.field(item.variable, item.name, element);
    if (item.expression.kind === 'decision-table') return this.table(item.expression, item.name, inputs, result, required.map(({ item: { name } }) => name));
    const invoked = this.invokedTable(element);
    if (invoked) return this.table(invoked.table, item.name, inputs, result, invoked.parameters, this.argumentTexts(element, invoked, required));
    return this.calculation(element, inputs, result, required.map(({ item: { name } }) => name));
  }

  private knowledge(element: Element & { kind: 'knowledge' }): TableItem[] {
    const { item } = element;
    const { logic } = item;
    if (logic?.body?.kind !== 'decision-table') return [];
    const inputs = logic.parameters.map((parameter) => this.field(parameter, parameter.name));
    return this.table(logic.body, item.name, inputs, this.field(item.variable, item.name), logic.parameters.map(({ name }) => name));
  }

  /** A decision that is nothing but the call of a knowledge model with a decision table. */
  private invokedTable({ item }: Element & { kind: 'decision' }): { table: DecisionTable; parameters: string[] } | undefined {
    const { expression } = item;
    if (expression?.kind !== 'invocation' || expression.called.kind !== 'literal') return undefined;
    const name = normalName(expression.called.text);
    const called = item.requiredKnowledge.flatMap((reference) => findReference(this.linked, reference) ?? []).find((element) => element.item.name === name);
    const logic = called?.kind === 'knowledge' && called.model === this.linked ? called.item.logic : undefined;
    return logic?.body?.kind === 'decision-table' ? { table: logic.body, parameters: logic.parameters.map((parameter) => parameter.name) } : undefined;
  }

  /** What stands in the place of each parameter. */
  private argumentTexts({ item }: Element & { kind: 'decision' }, { parameters }: { parameters: readonly string[] }, required: readonly Element[]): Map<string, string> {
    const texts = new Map<string, string>(parameters.map((name) => [name, 'null']));
    if (item.expression?.kind !== 'invocation') return texts;
    for (const { parameter, expression } of item.expression.bindings) {
      if (!expression || !texts.has(parameter.name)) continue;
      try {
        const text = renameFeel(expressionText(expression), { names: required.map((element) => element.item.name), members: this.members, changed: this.names.changed });
        if (!text.ok) throw new NoText(expression, text.error[0]?.message ?? 'it cannot be read');
        texts.set(parameter.name, /^[\p{L}\p{N}_.]+$/u.test(text.value) ? text.value : `(${text.value})`);
      } catch (error) {
        if (!(error instanceof NoText)) throw error;
        this.leave(error.expression.at ?? item.at, `The argument ${JSON.stringify(parameter.name)} of the decision ${JSON.stringify(item.name)} is not taken over and became null: ${error.message}`);
      }
    }
    return texts;
  }

  private table(table: DecisionTable, title: string, inputs: FieldSpec[], result: FieldSpec, names: readonly string[], replaced?: ReadonlyMap<string, string>): TableItem[] {
    const changed = replaced ? new Map([...this.names.changed, ...replaced]) : this.names.changed;
    const rename = (text: string, at: XmlPosition | undefined, dialect: 'expression' | 'unary-tests'): string => {
      if (text.trim() === '' || text.trim() === '-') return text.trim();
      const renamed = renameFeel(text, { dialect, names: [...names, ...this.linked.byName.keys()], members: this.members, changed });
      if (renamed.ok) return renamed.value;
      for (const fault of renamed.error) this.notTaken.push(faultAt(at ?? { line: 1, column: 1 }, fault.code, `Decision table ${JSON.stringify(title)}: ${fault.message}`));
      return text;
    };
    const document = tableDocument(table, title, result.name, this.names, rename);
    const checked = checkDecisionTable(document, { scope: scopeOf({ inputs, variables: [], outputs: [] }) });
    if (!checked.ok) for (const fault of checked.error.slice(0, 100)) this.notTaken.push(faultAt(tablePosition(table, fault.path) ?? table.at ?? { line: 1, column: 1 }, fault.code, `Decision table ${JSON.stringify(title)}: ${fault.message}`));
    return [{ kind: 'decision-table', name: result.name, title, document, inputs, result }];
  }

  private calculation(element: Element & { kind: 'decision' }, inputs: FieldSpec[], result: FieldSpec, names: readonly string[]): CalculationItem[] {
    const { item } = element;
    const at = item.expression?.at ?? item.at;
    try {
      const functions = this.functions(element);
      const text = expressionText(item.expression!);
      const held = functions.length === 0 ? text : `{${functions.map(({ name, text: body }) => `${JSON.stringify(name)}: ${body}`).join(', ')}, "value of ${element.item.name}": ${text}}.value of ${element.item.name}`;
      const own = `value of ${element.item.name}`;
      const changed = new Map([...this.names.changed, [own, functions.length === 0 ? own : this.names.add(own)]]);
      const renamed = renameFeel(held, { names: [...names, ...functions.map(({ name }) => name)], members: [...this.members, own, 'result'], changed });
      if (renamed.ok) return [{ kind: 'calculation', name: result.name, title: item.name, expression: renamed.value, inputs, result }];
      for (const fault of renamed.error) this.notTaken.push(faultAt(at ?? { line: 1, column: 1 }, fault.code, `Decision ${JSON.stringify(item.name)} is not taken over: ${fault.message}`));
    } catch (error) {
      if (!(error instanceof NoText)) throw error;
      this.leave(error.expression.at ?? at, `The decision ${JSON.stringify(item.name)} is not taken over: ${error.message}`);
    }
    return [];
  }

  /** Knowledge models that an element calls, as functions, each after those that it calls itself. */
  private functions(element: Element): { name: string; text: string }[] {
    const found = new Map<string, string>();
    const visit = (called: Element, way: readonly Element[]) => {
      const logic = called.kind === 'knowledge' ? called.item.logic : undefined;
      if (found.has(called.item.name) || way.includes(called)) return;
      for (const inner of needs(called)) if (inner.kind !== 'input' && called.kind === 'knowledge') visit(inner, [...way, called]);
      const at = called.item.at;
      if (!logic) throw new NoText({ kind: 'literal', text: '', ...(at ? { at } : {}) }, `it calls ${JSON.stringify(called.item.name)}, which has no FEEL of its own`);
      found.set(called.item.name, expressionText(logic));
    };
    if (element.kind === 'decision') for (const reference of element.item.requiredKnowledge) {
      const called = findReference(this.linked, reference);
      if (called) visit(called, []);
    }
    return [...found].map(([name, text]) => ({ name, text }));
  }

  private field(variable: InformationItem, title: string, element?: Element): FieldSpec {
    const name = this.names.of(title);
    const spec = variable.typeRef === undefined && element ? valueSpecOfFeel(this.compiler.of(element).feel, this.names) : valueSpecOf(variable.typeRef, this.linked.model, this.names, (tests) => this.leave(tests.at, `The allowed values ${JSON.stringify(tests.text.slice(0, 200))} of ${JSON.stringify(title)} have no place in a data model, which lists values or gives a least and a greatest one`));
    return { name: isProductName(name) ? name : this.names.add(name), ...(name === title ? {} : { title: title.slice(0, 200) }), ...spec };
  }

  private leave(at: XmlPosition | undefined, message: string): void {
    const fault = faultAt(at ?? { line: 1, column: 1 }, 'dmn-not-taken', message);
    if (!this.notTaken.some(({ path, message: told }) => path === fault.path && told === fault.message)) this.notTaken.push(fault);
  }
}
