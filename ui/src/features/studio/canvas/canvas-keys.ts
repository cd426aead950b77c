import type { CanvasClipboard } from './canvas-clipboard.js';
import type { CanvasDesk } from './canvas-desk.svelte.js';

const step = 20;
const arrows: Record<string, { walk: 'on' | 'back' | 'up' | 'down'; dx: number; dy: number }> = {
  ArrowRight: { walk: 'on', dx: step, dy: 0 },
  ArrowLeft: { walk: 'back', dx: -step, dy: 0 },
  ArrowUp: { walk: 'up', dx: 0, dy: -step },
  ArrowDown: { walk: 'down', dx: 0, dy: step },
};

/** Whether a key is meant for a field or an editor that has the focus, inside a shadow root too. */
export function isTyping(event: Event): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="menu"]') !== null);
}

/**
 * Keys of the canvas while it has the focus. By the physical key where letters are meant, so that a Russian keyboard works too. Answers
 * whether the key meant something.
 */
export function canvasKey(event: KeyboardEvent, desk: CanvasDesk, clipboard: CanvasClipboard, openSettings: () => void): boolean {
  const { draft } = desk;
  const command = event.ctrlKey || event.metaKey;
  const arrow = arrows[event.key];
  if (command) {
    if (event.code === 'KeyD') clipboard.duplicate();
    else if (event.code === 'KeyA') desk.chooseAll();
    else if (event.code === 'KeyF') desk.panel = 'search';
    else return false;
    return true;
  }
  if (event.altKey) return false;
  if (arrow) {
    if (event.shiftKey) {
      if (!desk.editable || draft.selection.size === 0) return false;
      desk.nudge(arrow.dx, arrow.dy);
    } else desk.walk(arrow.walk);
    return true;
  }
  if (event.key === 'Tab') {
    const before = draft.chosen?.id;
    desk.walk(event.shiftKey ? 'back' : 'on');
    // Where there is nothing to walk to, Tab leaves the canvas as it leaves any control.
    return draft.chosen?.id !== before;
  }
  const onButton = event.target instanceof HTMLElement && event.target.closest('button, a') !== null;
  if (event.key === 'Enter' && draft.chosen && !onButton) {
    if (draft.chosen.kind === 'loop' && event.shiftKey) desk.stepInto(draft.chosen.id);
    else if (draft.chosen.kind === 'sub-process' && event.shiftKey) desk.showSubProcess(draft.chosen.id);
    else openSettings();
    return true;
  }
  if (event.key === 'Escape') {
    if (draft.selection.size > 0 || desk.selectedEdge !== null) {
      draft.choose([]);
      desk.selectedEdge = null;
    } else if (draft.overlay) draft.overlay = null;
    else if (draft.place.length > 0) desk.stepOut();
    else return false;
    return true;
  }
  if (event.key === 'Backspace' && draft.selection.size === 0 && desk.selectedEdge === null && draft.place.length > 0) desk.stepOut();
  else if ((event.key === 'Delete' || event.key === 'Backspace') && desk.editable) desk.removeChosen();
  else if (event.key === '?') desk.panel = 'shortcuts';
  else if (event.key === '/' || (event.code === 'Slash' && !event.shiftKey)) desk.panel = 'search';
  else if (event.key === '+' || event.key === '=') desk.sight?.zoom(1.25);
  else if (event.key === '-') desk.sight?.zoom(0.8);
  else if (event.code === 'Digit0') desk.sight?.fit();
  else if (event.code === 'KeyL' && event.shiftKey && desk.editable) desk.tidy();
  else if (event.code === 'KeyC' && desk.editable && draft.chosen) desk.panel = 'connect';
  else if (event.code === 'KeyN' && desk.editable) desk.askAtChosen();
  else return false;
  return true;
}
