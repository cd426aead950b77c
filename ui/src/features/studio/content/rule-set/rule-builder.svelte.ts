import type { FieldSpec, Fault } from '@arbiter/contracts';
import type { ConditionDocument, RuleSetDocument } from '@arbiter/engine/rule-set/document';
import { conditionAt, insertCondition, moveCondition, removeCondition, type ConditionEdit, type ConditionPath } from '@arbiter/engine/rule-set/edit-conditions';
import type { ReadingLanguage } from '@arbiter/engine/rule-set/reading/read-rule-set';
import { getContext, setContext, tick } from 'svelte';
import { t } from '$lib/i18n/i18n.svelte.js';
import { pointerOf } from './pointers.js';
import { changeAt } from './rule-edits.js';

export interface RuleBuilderHost {
  document: () => RuleSetDocument;
  change: (label: string, document: RuleSetDocument, coalesce?: string) => void;
  fields: () => readonly FieldSpec[];
  faults: () => readonly Fault[];
  warnings: () => readonly Fault[];
  readOnly: () => boolean;
}

export interface RuleFinding { severity: 'fault' | 'warning'; code: string; message: string; path: string }

/** What the parts of one rule builder share: the document's edits, what is dragged, what is lit up. Conditions are named by their JSON pointers. */
export class RuleBuilder {
  readonly #host: RuleBuilderHost;
  /** A rule's or a shared condition's root, and the place of the dragged condition in it. */
  dragged = $state.raw<{ root: string; path: ConditionPath } | null>(null);
  /** Pointer of the condition that a phrase was pressed for. */
  lit = $state<string | null>(null);
  language = $state<ReadingLanguage>('ru');
  /** Results of the last trial by pointer. */
  tried = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  readonly findings: readonly RuleFinding[] = $derived.by(() => [...this.#host.faults().map((fault) => ({ severity: 'fault' as const, ...fault })), ...this.#host.warnings().map((fault) => ({ severity: 'warning' as const, ...fault }))]);

  constructor(host: RuleBuilderHost) {
    this.#host = host;
  }

  get document(): RuleSetDocument {
    return this.#host.document();
  }

  get fields(): readonly FieldSpec[] {
    return this.#host.fields();
  }

  get readOnly(): boolean {
    return this.#host.readOnly();
  }

  findingsAt(path: string): RuleFinding[] {
    return this.findings.filter((finding) => finding.path === path || finding.path.startsWith(`${path}/`));
  }

  change(label: string, edit: (document: RuleSetDocument) => RuleSetDocument, coalesce?: string): void {
    const next = edit(this.document);
    if (next !== this.document) this.#host.change(label, next, coalesce);
  }

  /** Edits the conditions of a rule or a shared condition, `root` being their pointer. */
  edit(label: string, root: string, edit: (conditions: ConditionDocument) => ConditionDocument, coalesce?: string): void {
    this.change(label, (document) => changeAt(document, root, (conditions) => edit(conditions as ConditionDocument)), coalesce);
  }

  /** An edit after which the condition stands elsewhere: the focus goes with it. */
  place(label: string, root: string, edit: (conditions: ConditionDocument) => ConditionEdit): void {
    let path: ConditionPath = [];
    this.edit(label, root, (conditions) => {
      const made = edit(conditions);
      path = made.path;
      return made.root;
    });
    void this.focus(root + pointerOf(path));
  }

  /** Puts what is dragged into a group, of another rule too. */
  drop(root: string, group: ConditionPath, index: number): void {
    const { dragged } = this;
    this.dragged = null;
    if (!dragged) return;
    if (dragged.root === root) {
      this.place(t('studioRules.moveCondition'), root, (conditions) => moveCondition(conditions, dragged.path, group, index));
      return;
    }
    const source = conditionAt(this.document, keysOf(dragged.root)) as ConditionDocument;
    const moved = conditionAt(source, dragged.path) as ConditionDocument | undefined;
    if (moved === undefined) return;
    this.change(t('studioRules.moveCondition'), (document) => {
      const without = changeAt(document, dragged.root, (conditions) => removeCondition(conditions as ConditionDocument, dragged.path));
      return changeAt(without, root, (conditions) => insertCondition(conditions as ConditionDocument, group, moved, index).root);
    });
  }

  async focus(pointer: string): Promise<void> {
    await tick();
    const found = [...document.querySelectorAll<HTMLElement>('[data-condition]')].find((element) => element.dataset.condition === pointer);
    found?.focus();
    found?.scrollIntoView({ block: 'nearest' });
  }

  /** Lights a condition up for whoever pressed its phrase. */
  async show(pointer: string): Promise<void> {
    this.lit = pointer;
    await this.focus(pointer);
  }
}

/** The keys of a JSON pointer; numbers for places of lists. */
const keysOf = (pointer: string): ConditionPath => pointer.split('/').slice(1).map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));

const key = Symbol('rule builder');
export const provideRuleBuilder = (builder: RuleBuilder): RuleBuilder => setContext(key, builder);
export const useRuleBuilder = (): RuleBuilder => getContext<RuleBuilder>(key);
