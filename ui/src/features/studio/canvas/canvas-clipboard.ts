import { clipText, copyNodes, pasteNodes, readClip, type StrategyClip } from '@arbiter/engine/strategy-edit/clipboard';
import { toasts } from '$lib/components/toasts.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';
import type { CanvasDesk } from './canvas-desk.svelte.js';
import { freeCorner } from './shown-positions.js';

const stored = 'arbiter.nodes';

/** What was copied last in this browser, where the page may not read the system's clipboard. */
function remember(text: string): void {
  try {
    localStorage.setItem(stored, text);
  } catch {
    // Storage is forbidden or full: the system's clipboard still has it.
  }
}

function remembered(): string {
  try {
    return localStorage.getItem(stored) ?? '';
  } catch {
    return '';
  }
}

/** Copies, cuts, pastes and doubles nodes: between graphs, strategies, tabs and windows. */
export class CanvasClipboard {
  readonly #desk: CanvasDesk;

  constructor(desk: CanvasDesk) {
    this.#desk = desk;
  }

  #clip(): StrategyClip | null {
    const { draft, positions } = this.#desk;
    return copyNodes(draft.document, draft.place, draft.selection, positions);
  }

  /** For the browser's own event of copying or cutting. */
  copied(event: ClipboardEvent, cut: boolean): void {
    const clip = this.#clip();
    if (!clip || !event.clipboardData) return;
    event.preventDefault();
    const text = clipText(clip);
    event.clipboardData.setData('text/plain', text);
    remember(text);
    if (cut && this.#desk.editable) this.#desk.removeChosen(t('studioCanvas.stepCut', { count: clip.nodes.length }));
    else toasts.done(t('studioCanvas.copied', { count: clip.nodes.length }));
  }

  pasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const clip = readClip(text) ?? (text.trim() === '' ? readClip(remembered()) : null);
    if (!clip) {
      if (text.trim() !== '') toasts.refused(t('studioCanvas.notNodes'));
      return;
    }
    event.preventDefault();
    this.#put(clip, t('studioCanvas.stepPaste', { count: clip.nodes.length }));
  }

  duplicate(): void {
    const clip = this.#clip();
    if (clip) this.#put(clip, t('studioCanvas.stepDuplicate', { count: clip.nodes.length }), true);
  }

  #put(clip: StrategyClip, label: string, beside = false): void {
    const desk = this.#desk;
    if (!desk.editable) return;
    // Nodes that came from this graph stand beside the originals; others come where one looks.
    const here = beside || clip.nodes.some(({ id }) => desk.graph.nodes.some((node) => node.id === id));
    const center = desk.sight?.center();
    const placed = clip.nodes.flatMap(({ position }) => (position ? [position] : []));
    const corner = here && placed.length > 0 ? { x: Math.min(...placed.map(({ x }) => x)), y: Math.min(...placed.map(({ y }) => y)) } : center;
    const at = corner ? freeCorner(desk.graph, desk.positions, clip.nodes, corner) : undefined;
    const { ids, fields, left } = desk.paste(label, (document) => pasteNodes(document, desk.draft.place, clip, at));
    if (ids.length > 0) desk.draft.choose(ids);
    if (left.length > 0) toasts.refused(t('studioCanvas.leftOut', { count: left.length }));
    if (fields.length > 0) toasts.done(t('studioCanvas.fieldsBrought', { count: fields.length, names: fields.slice(0, 5).join(', ') }));
    if (ids[0] !== undefined) desk.sight?.focus(ids[0]);
  }
}
