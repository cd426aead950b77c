import type { Action } from '@arbiter/contracts/catalogue';

export interface MessageValues {
  terms: Readonly<Record<string, unknown>>;
  context: Readonly<Record<string, unknown>>;
  attributes: Readonly<Record<string, unknown>>;
}

export type Rendered = { ok: true; subject: string | undefined; body: string; format: 'text' | 'html' } | { ok: false; missing: string[] };

const placeholder = /\{([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)(?:\|([^{}]*))?\}/g;

/**
 * Puts values into a message: `{name}` is a term of the offer, else a value of the context, else an attribute of the customer; `{name|text}`
 * takes the text where there is none. A name without a value fails the message rather than reaching the customer half written. Other braces
 * stay as they are. In HTML the values are escaped; in a subject line ends become blanks.
 */
export function renderMessage(message: Action['message'], values: MessageValues): Rendered {
  if (!message) return { ok: true, subject: undefined, body: '', format: 'text' };
  const missing = new Set<string>();
  const format = message.format ?? 'text';
  const fill = (text: string, escape: (value: string) => string) =>
    text.replace(placeholder, (_, name: string, fallback: string | undefined) => {
      const value = textOf(valueOf(name, values)) ?? fallback;
      if (value === undefined) missing.add(name);
      return escape(value ?? '');
    });
  const body = fill(message.body, format === 'html' ? escapeHtml : (value) => value);
  const subject = message.subject === undefined ? undefined : fill(message.subject, (value) => value.replace(/[\s\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' '));
  return missing.size > 0 ? { ok: false, missing: [...missing] } : { ok: true, subject, body, format };
}

/** Names that a message asks for and cannot do without. */
export function namesOf(message: NonNullable<Action['message']>): string[] {
  const names = [...`${message.subject ?? ''}\n${message.body}`.matchAll(placeholder)].filter(([, , fallback]) => fallback === undefined).map(([, name]) => name!);
  return [...new Set(names)];
}

function valueOf(name: string, { terms, context, attributes }: MessageValues): unknown {
  const steps = name.split('.');
  const known = [terms, context, attributes].find((values) => present(own(values, steps[0]!)));
  return steps.reduce<unknown>((value, step) => own(value, step), known);
}

/** Own properties alone: `constructor` is no value of a customer. */
function own(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
const present = (value: unknown) => value !== undefined && value !== null && value !== '';

/** Undefined where there is nothing to read: no value, an empty text, a thing that is no value. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (typeof value === 'number') return Number.isFinite(value) ? plainNumber(value) : undefined;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.length > 0) {
    const parts = value.map(textOf);
    return parts.includes(undefined) ? undefined : parts.join(', ');
  }
  return undefined;
}

/** Digits as a person writes them, never 1e+21. */
function plainNumber(value: number): string {
  return Math.abs(value) >= 1e21 || (value !== 0 && Math.abs(value) < 1e-6) ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : String(value);
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!);
