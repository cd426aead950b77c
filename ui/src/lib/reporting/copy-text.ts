import { toasts } from '$lib/components/toasts.svelte.js';
import { t } from '$lib/i18n/i18n.svelte.js';

/** Puts a text on the clipboard and says so. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Browsers keep the clipboard from pages that came over plain HTTP: the old way still works there.
    const field = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  toasts.done(t('common.copied'));
}
