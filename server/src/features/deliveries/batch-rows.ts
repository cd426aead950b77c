import type { OutboundMessage } from '../../ports/delivery.js';

export interface BatchShape {
  format: 'csv' | 'ndjson';
  /** Attributes of the customer in each row. */
  attributes: readonly string[];
}

const columns = ['delivery_id', 'customer_id', 'action_id', 'channel', 'address', 'subject', 'body', 'valid_until', 'terms', 'context'] as const;

/** What stands before the rows. */
export function batchHeader({ format, attributes }: BatchShape): string {
  return format === 'csv' ? `${[...columns, ...attributes.map((name) => `attribute_${name}`)].map(cell).join(',')}\r\n` : '';
}

/** One message as a line of a batch. */
export function batchRow(message: OutboundMessage, attributes: Readonly<Record<string, unknown>>, shape: BatchShape): string {
  const { deliveryId, customerId, actionId, channel, address, subject, body, validUntil, terms, context } = message;
  const own = shape.attributes.map((name) => [name, Object.hasOwn(attributes, name) ? (attributes[name] ?? null) : null] as const);
  if (shape.format === 'ndjson') {
    return `${JSON.stringify({ delivery_id: deliveryId, customer_id: customerId, action_id: actionId, channel, address: address ?? null, subject: subject ?? null, body, valid_until: validUntil ?? null, terms, context, attributes: Object.fromEntries(own) })}\n`;
  }
  const values = [deliveryId, customerId, actionId, channel, address, subject, body, validUntil, JSON.stringify(terms), JSON.stringify(context), ...own.map(([, value]) => value)];
  return `${values.map(cell).join(',')}\r\n`;
}

/** RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in front: names and addresses come from outside. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
