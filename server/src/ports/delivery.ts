import type { DeliveryWay } from '@arbiter/contracts';

/** A message, ready to go. */
export interface OutboundMessage {
  deliveryId: string;
  customerId: string;
  channel: string;
  actionId: string;
  /** E-mail address, telephone number, token of a device; undefined where the provider knows the customer. */
  address: string | undefined;
  subject: string | undefined;
  /** Text, or HTML where `format` says so. */
  body: string;
  format: 'text' | 'html';
  /** Files that go with it; mail alone can carry them. */
  attachments?: readonly { fileName: string; contentType: string; content: Uint8Array }[];
  terms: Readonly<Record<string, unknown>>;
  context: Readonly<Record<string, unknown>>;
  /** ISO 8601. */
  validUntil: string | undefined;
}

export interface SendOptions {
  /** The same for all attempts at one message. */
  idempotencyKey: string;
  signal: AbortSignal;
}

/**
 * `sent`: the provider took it. `refused`: it never will. `retry`: it did not take it, and may later. `unknown`: nobody can tell whether it
 * took it; nothing but the same key may be sent again.
 */
export type SendOutcome =
  | { outcome: 'sent'; providerId?: string; detail: string }
  | { outcome: 'refused'; detail: string }
  | { outcome: 'retry'; detail: string; afterMs?: number }
  | { outcome: 'unknown'; detail: string };

/** Sends messages one by one. */
export interface MessageSender {
  readonly kind: 'messages';
  /** Whether the same idempotency key twice is one message to the customer. */
  readonly honoursKeys: boolean;
  /** Never throws. */
  send(message: OutboundMessage, options: SendOptions): Promise<SendOutcome>;
  close(): Promise<void>;
}

/** Puts batches of messages where somebody fetches them. */
export interface BatchWriter {
  readonly kind: 'batches';
  /**
   * Durable and whole when it resolves, never half a batch to be seen; the same name again replaces the batch by itself. Returns where it is.
   * @throws Error with what to mend
   */
  write(name: string, content: string | Uint8Array, signal: AbortSignal, contentType?: string): Promise<string>;
  close(): Promise<void>;
}

/** Offers wait to be fetched. */
export interface PullWay {
  readonly kind: 'pull';
  close(): Promise<void>;
}

export type DeliveryChannel = MessageSender | BatchWriter | PullWay;

export interface DeliveryGateway {
  /** The way of a channel as its document says; kept open until the document changes. Throws where a secret is missing. */
  open(channel: string, way: DeliveryWay): DeliveryChannel;
  close(): Promise<void>;
}
