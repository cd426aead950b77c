import type { FieldSpec, StrategyDataModel } from '@arbiter/contracts';
import { changeField, duplicateField, fieldAt, freeName, insertField, modelParts, moveField, namesBeside, pathOfPlace, placeOfPath, removeField, type FieldPlace, type ModelPart } from '@arbiter/engine/strategy-edit/data-model-edits';
import { fieldUses, type FieldUse } from '@arbiter/engine/strategy-edit/field-uses';
import type { GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import { checkDataModel } from '@arbiter/engine/strategy-data-model/check-data-model';
import { toasts } from '$lib/components/toasts.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import { router } from '$lib/router/router.svelte.js';
import type { StrategyDraft } from '../draft/strategy-draft.svelte.js';
import { writeAddress } from '../strategy/strategy-address.js';
import { messagesByField, type FieldMessage } from './field-messages.js';
import { RegisteredDocuments } from './registered-documents.svelte.js';

/** The data model of a strategy while it is edited: what is chosen, closed and searched, who uses what, what is wrong where. */
export class ModelEditing {
  chosen = $state.raw<FieldPlace | null>(null);
  closed = $state.raw<ReadonlySet<string>>(new Set());
  search = $state('');
  uses = $state.raw<ReadonlyMap<string, readonly FieldUse[]>>(new Map());
  /** Known only once uses were looked for: a field is not called unused before. */
  looked = $state(false);
  messages = $state.raw<ReadonlyMap<string, readonly FieldMessage[]>>(new Map());
  readonly registered = new RegisteredDocuments();
  readonly field: FieldSpec | null = $derived.by(() => (this.chosen ? (fieldAt(this.draft.document.dataModel, this.chosen) ?? null) : null));
  readonly path: readonly string[] = $derived.by(() => (this.chosen && this.field ? pathOfPlace(this.draft.document.dataModel, this.chosen) : []));

  constructor(readonly draft: StrategyDraft) {}

  get model(): StrategyDataModel {
    return this.draft.document.dataModel;
  }

  /** Looks for uses and faults; large strategies take some time, so it is done when the keys rest. */
  look(): void {
    const { document } = this.draft;
    this.uses = fieldUses(document, this.registered.find);
    this.looked = true;
    this.messages = messagesByField(document.dataModel, checkDataModel(document.dataModel), this.draft.faults, this.draft.warnings);
    void this.registered.bring(document);
  }

  edit(label: string, change: (model: StrategyDataModel) => StrategyDataModel, coalesce?: string): void {
    this.draft.apply(label, (document) => {
      const dataModel = change(document.dataModel);
      return dataModel === document.dataModel ? document : { ...document, dataModel };
    }, coalesce === undefined ? {} : { coalesce });
  }

  choose(place: FieldPlace | null): void {
    this.chosen = place;
    this.draft.endStep();
  }

  choosePath(path: readonly string[]): void {
    const place = placeOfPath(this.model, path);
    if (!place) return;
    this.open(path.slice(0, -1));
    this.choose(place);
  }

  /** Opens whatever hides a field. */
  open(path: readonly string[]): void {
    this.closed = new Set([...this.closed].filter((key) => !path.some((_, depth) => path.slice(0, depth + 1).join('.') === key)));
  }

  toggle(path: readonly string[], open?: boolean): void {
    const key = path.join('.');
    const next = new Set(this.closed);
    if (open ?? next.has(key)) next.delete(key);
    else next.add(key);
    this.closed = next;
  }

  change(place: FieldPlace, change: (field: FieldSpec) => FieldSpec, what: string): void {
    const name = fieldAt(this.model, place)?.name ?? '';
    this.edit(t('studioFields.stepChange', { name }), (model) => changeField(model, place, change), `field/${place.part}/${place.at.join('/')}/${what}`);
  }

  add(part: ModelPart, above: readonly number[] = [], index?: number, field: Partial<FieldSpec> = {}): FieldPlace {
    const level = above.length === 0 ? this.model[part].length : undefined;
    const owner = above.length === 0 ? null : fieldAt(this.model, { part, at: above });
    const children = owner ? this.#childCount(owner) : 0;
    const place: FieldPlace = { part, at: [...above, index ?? level ?? children] };
    const name = freeName(namesBeside(this.model, part, above), field.name ?? (part === 'inputs' ? 'input' : part === 'outputs' ? 'output' : 'variable'));
    this.edit(t('studioFields.stepAdd', { name }), (model) => insertField(model, place, { type: 'string', ...field, name }));
    if (owner) this.open(pathOfPlace(this.model, { part, at: above }));
    this.choose(place);
    return place;
  }

  duplicate(place: FieldPlace): void {
    const made = duplicateField(this.model, place);
    this.edit(t('studioFields.stepDuplicate', { name: fieldAt(this.model, place)?.name ?? '' }), () => made.model);
    this.choose(made.place);
  }

  remove(place: FieldPlace): void {
    const name = fieldAt(this.model, place)?.name ?? '';
    this.edit(t('studioFields.stepRemove', { name }), (model) => removeField(model, place));
    const index = place.at.at(-1)!;
    const beside = [index, index - 1].map((at): FieldPlace => ({ part: place.part, at: [...place.at.slice(0, -1), at] })).find((one) => one.at.at(-1)! >= 0 && fieldAt(this.model, one));
    const above: FieldPlace | null = place.at.length > 1 ? { part: place.part, at: place.at.slice(0, -1) } : null;
    this.choose(beside ?? above);
  }

  /** Whether it went there. */
  move(from: FieldPlace, to: FieldPlace): boolean {
    const moved = moveField(this.model, from, to);
    if (!moved) return false;
    const former = pathOfPlace(this.model, from);
    const used = (this.uses.get(former.join('.')) ?? []).length;
    this.edit(t('studioFields.stepMove', { name: former.at(-1)! }), () => moved.model);
    if (used > 0 && pathOfPlace(moved.model, moved.place).join('.') !== former.join('.')) toasts.refused(t('studioFields.movedUsed', { name: former.join('.'), count: used }));
    this.open(pathOfPlace(this.model, moved.place).slice(0, -1));
    this.choose(moved.place);
    return true;
  }

  /** Leads to a node on the canvas. */
  show(place: GraphPlace, id: string): void {
    this.draft.reveal(place, id);
    router.setQuery({ tab: null, field: null, ...writeAddress({ place, node: id }) }, {});
  }

  /** One step with the keyboard: among its neighbours, out of its object, or into the one before it. */
  step(place: FieldPlace, way: 'up' | 'down' | 'out' | 'in'): boolean {
    const index = place.at.at(-1)!;
    const above = place.at.slice(0, -1);
    const { part } = place;
    switch (way) {
      case 'up': {
        if (index > 0) return this.move(place, { part, at: [...above, index - 1] });
        const before = modelParts[modelParts.indexOf(part) - 1];
        return above.length === 0 && before ? this.move(place, { part: before, at: [this.model[before].length] }) : false;
      }
      case 'down': {
        if (fieldAt(this.model, { part, at: [...above, index + 1] })) return this.move(place, { part, at: [...above, index + 2] });
        const after = modelParts[modelParts.indexOf(part) + 1];
        return above.length === 0 && after ? this.move(place, { part: after, at: [0] }) : false;
      }
      case 'out':
        return above.length > 0 ? this.move(place, { part, at: [...above.slice(0, -1), above.at(-1)! + 1] }) : false;
      case 'in': {
        const before = index > 0 ? fieldAt(this.model, { part, at: [...above, index - 1] }) : undefined;
        return before ? this.move(place, { part, at: [...above, index - 1, this.#childCount(before)] }) : false;
      }
    }
  }

  #childCount(field: FieldSpec): number {
    let inner: { items?: FieldSpec['items']; fields?: FieldSpec['fields'] } = field;
    while (inner.items) inner = inner.items;
    return inner.fields?.length ?? 0;
  }
}
