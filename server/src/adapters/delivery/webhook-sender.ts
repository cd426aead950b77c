import { createHmac } from 'node:crypto';
import type { DeliveryWay } from '@arbiter/contracts';
import type { MessageSender, OutboundMessage, SendOptions, SendOutcome } from '../../ports/delivery.js';
import { HttpCallError, type HttpReply, type HttpService } from '../../ports/http-service.js';

export type WebhookWay = Extract<DeliveryWay, { kind: 'webhook' }>;

export interface WebhookOptions {
  way: WebhookWay;
  /** Signs the body; unsigned without it. */
  secret: string | undefined;
  /** Calls the host of the way and nothing else, with its breaker; the secret headers are its own. */
  service: HttpService;
  now: () => Date;
}

export const webhookTimeoutMs = 10_000;
const longestWaitMs = 3_600_000;

/**
 * Hands messages to a gateway by POST. The header `Idempotency-Key` is the same for all attempts at a message, so a gateway that honours it
 * sends once whatever is repeated; `X-Arbiter-Signature: t=<seconds>,v1=<hex>` is HMAC-SHA256 over "<seconds>.<body>".
 */
export class WebhookSender implements MessageSender {
  readonly kind = 'messages';
  readonly honoursKeys = true;

  constructor(private readonly options: WebhookOptions) {}

  async send(message: OutboundMessage, { idempotencyKey, signal }: SendOptions): Promise<SendOutcome> {
    const { way, secret, service, now } = this.options;
    const body = JSON.stringify(message);
    const { pathname, search } = new URL(way.url);
    const headers: Record<string, string> = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    if (secret !== undefined) headers['x-arbiter-signature'] = signatureOf(secret, Math.floor(now().getTime() / 1000), body);
    try {
      return outcomeOf(await service.call({ method: 'POST', url: `${pathname}${search}`, headers, body, timeoutMs: way.timeoutMs ?? webhookTimeoutMs, cacheMs: 0 }, signal), now().getTime());
    } catch (error) {
      if (!(error instanceof HttpCallError)) return { outcome: 'unknown', detail: `The call was broken off: ${error instanceof Error ? error.message : String(error)}` };
      switch (error.code) {
        case 'circuit-open': return { outcome: 'retry', detail: error.message, ...(typeof error.details.retryInMs === 'number' ? { afterMs: Math.max(1_000, error.details.retryInMs) } : {}) };
        case 'http-refused': return { outcome: 'retry', detail: error.message };
        default: return { outcome: 'unknown', detail: error.message };
      }
    }
  }

  close(): Promise<void> {
    return this.options.service.close();
  }
}

export function signatureOf(secret: string, seconds: number, body: string | Buffer): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex')}`;
}

function outcomeOf({ status, headers, body }: HttpReply, nowMs: number): SendOutcome {
  const said = `The gateway answered ${status}${body === null ? '' : `: ${(typeof body === 'string' ? body : JSON.stringify(body)).slice(0, 200)}`}`;
  if (status >= 200 && status < 300) {
    const id: unknown = typeof body === 'object' && body !== null ? ((body as Record<string, unknown>).messageId ?? (body as Record<string, unknown>).id) : undefined;
    return { outcome: 'sent', detail: said, ...((typeof id === 'string' && id !== '') || typeof id === 'number' ? { providerId: String(id).slice(0, 300) } : {}) };
  }
  if (status === 409) return { outcome: 'retry', detail: `${said}: the same message is being taken right now` };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const afterMs = waitOf(headers['retry-after'], nowMs);
    return { outcome: 'retry', detail: said, ...(afterMs === undefined ? {} : { afterMs }) };
  }
  // Redirects of a POST are not followed: where they lead is not what was configured. 401, 403 and 404 are faults of the settings, which can be mended.
  if (status < 400 || status === 401 || status === 403 || status === 404) return { outcome: 'retry', detail: said };
  return { outcome: 'refused', detail: said };
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3). */
function waitOf(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(longestWaitMs, Math.max(0, ms));
}
