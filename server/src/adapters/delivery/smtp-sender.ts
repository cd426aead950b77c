import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import type { DeliveryWay } from '@arbiter/contracts';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MessageSender, OutboundMessage, SendOptions, SendOutcome } from '../../ports/delivery.js';
import { isLinkLocal } from '../../ports/link-local-address.js';
import { isMailAddress } from './mail-address.js';
import { plainTextOf } from './plain-text-of.js';

export type SmtpWay = Extract<DeliveryWay, { kind: 'smtp' }>;

export interface SmtpOptions {
  way: SmtpWay;
  password: string | undefined;
  /** Further certificates that are trusted, PEM. */
  ca?: string;
  timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;
const mostIdle = 8;
const mostMessagesOfConnection = 100;
const idleMs = 5_000;

interface Line {
  connection: SMTPConnection;
  messages: number;
  idleTimer?: NodeJS.Timeout;
}
interface SmtpError extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

/**
 * Sends mail to one server (RFC 5321). A server that went silent after it had been handed the message may have taken it or not, and no
 * server of mail promises to tell the same Message-ID twice: such a message is `unknown` and is not sent again by itself.
 */
export class SmtpSender implements MessageSender {
  readonly kind = 'messages';
  readonly honoursKeys = false;
  private readonly idle: Line[] = [];
  private closed = false;

  constructor(private readonly options: SmtpOptions) {}

  async send(message: OutboundMessage, { signal }: SendOptions): Promise<SendOutcome> {
    const { address, subject = '' } = message;
    if (address === undefined || !isMailAddress(address)) return { outcome: 'refused', detail: `${JSON.stringify((address ?? '').slice(0, 100))} is not one mail address` };
    if (/[\u0000-\u001f\u007f]/.test(subject)) return { outcome: 'refused', detail: 'The subject holds line ends or control characters' };
    const messageId = messageIdOf(message.deliveryId, this.options.way.from);
    const raw = await this.compose(message, address, subject, messageId);
    // A connection that had been idle may be dead already, which says nothing of the server.
    const reused = this.idle.pop();
    if (reused) {
      clearTimeout(reused.idleTimer);
      const outcome = await this.sendOver(reused, address, raw, messageId, signal);
      if (outcome !== 'dead') return outcome;
    }
    let line: Line;
    try {
      line = await this.connect(signal);
    } catch (error) {
      return { outcome: 'retry', detail: `The mail server ${this.options.way.host}:${this.options.way.port} does not serve: ${textOf(error)}` };
    }
    const outcome = await this.sendOver(line, address, raw, messageId, signal);
    return outcome === 'dead' ? { outcome: 'retry', detail: `The mail server ${this.options.way.host} ended the connection before it took the message` } : outcome;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const line of this.idle.splice(0)) this.end(line);
  }

  private async compose({ body, format, deliveryId, attachments = [] }: OutboundMessage, address: string, subject: string, messageId: string): Promise<Buffer> {
    const content = format === 'html' ? { html: body, text: plainTextOf(body) } : { text: body };
    const mail = new MailComposer({
      from: this.options.way.from, to: address, subject, ...content, messageId: `<${messageId}>`, disableFileAccess: true, disableUrlAccess: true,
      attachments: attachments.map(({ fileName, contentType, content: file }) => ({ filename: fileName, contentType, content: Buffer.from(file.buffer, file.byteOffset, file.byteLength) })),
      // RFC 3834: out-of-office robots do not answer what a program sent.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Delivery-Id': deliveryId },
    });
    return mail.compile().build();
  }

  private async connect(signal: AbortSignal): Promise<Line> {
    const { way, password, ca, timeoutMs = defaultTimeoutMs } = this.options;
    const addresses = isIP(way.host) ? [{ address: way.host }] : await lookup(way.host, { all: true });
    const good = addresses.find(({ address }) => !isLinkLocal(address));
    if (!good) throw new Error(`${way.host} leads to a link-local address, which is not called`);
    signal.throwIfAborted();
    const connection = new SMTPConnection({
      host: good.address, port: way.port, secure: way.tls === 'implicit', requireTLS: way.tls === 'starttls', ignoreTLS: way.tls === 'none',
      connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs,
      tls: { ...(isIP(way.host) ? {} : { servername: way.host }), ...(ca === undefined ? {} : { ca }) },
    });
    const line: Line = { connection, messages: 0 };
    const drop = () => {
      const at = this.idle.indexOf(line);
      if (at >= 0) this.idle.splice(at, 1);
      clearTimeout(line.idleTimer);
    };
    connection.on('error', drop);
    connection.on('end', drop);
    const stop = () => connection.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        connection.once('error', reject);
        connection.once('end', () => reject(new Error('the connection was ended')));
        connection.connect((error) => (error ? reject(error) : resolve()));
      });
      if (way.user !== undefined) await new Promise<void>((resolve, reject) => connection.login({ user: way.user!, pass: password ?? '' } as never, (error) => (error ? reject(error) : resolve())));
      return line;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private async sendOver(line: Line, address: string, raw: Buffer, messageId: string, signal: AbortSignal): Promise<SendOutcome | 'dead'> {
    const { connection } = line;
    let handedOver = false;
    // Read only when the server asked for the data, and ended by a line with a dot alone.
    const content = new Readable({
      read() {
        handedOver = true;
        this.push(raw);
        this.push(null);
      },
    });
    const stop = () => connection.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answer = await new Promise<string>((resolve, reject) => {
        connection.once('end', () => reject(new Error('the connection was ended')));
        connection.send({ from: envelopeFrom(this.options.way.from), to: [address] }, content, (error, info) => (error ? reject(error) : resolve(String(info?.response ?? ''))));
      });
      line.messages += 1;
      this.keep(line);
      return { outcome: 'sent', providerId: messageId, detail: answer.slice(0, 300) };
    } catch (error) {
      const { responseCode = 0, command = '', response } = error as SmtpError;
      if (responseCode > 0 && responseCode !== 421) this.keep(line);
      else connection.close();
      const detail = response?.slice(0, 300) ?? textOf(error);
      // What is wrong with the sender or the connection is no fault of this message.
      if (responseCode >= 500 && (command === 'RCPT TO' || command === 'DATA')) return { outcome: 'refused', detail };
      if (responseCode >= 400) return { outcome: 'retry', detail };
      if (handedOver) return { outcome: 'unknown', detail: `The mail server was handed the message and did not answer: ${detail}` };
      return line.messages > 0 ? 'dead' : { outcome: 'retry', detail };
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  private keep(line: Line): void {
    if (this.closed || line.messages >= mostMessagesOfConnection || this.idle.length >= mostIdle) return this.end(line);
    line.connection.reset((error) => {
      if (error || this.closed) return this.end(line);
      this.idle.push(line);
      line.idleTimer = setTimeout(() => {
        const at = this.idle.indexOf(line);
        if (at >= 0) this.idle.splice(at, 1);
        this.end(line);
      }, idleMs);
      line.idleTimer.unref();
    });
  }

  private end({ connection, idleTimer }: Line): void {
    clearTimeout(idleTimer);
    connection.quit();
  }
}

/** The same for each attempt at a delivery. */
export function messageIdOf(deliveryId: string, from: string): string {
  const domain = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return `${deliveryId.replace(/[^A-Za-z0-9_.-]/g, '-')}@${domain}`;
}

const envelopeFrom = (from: string) => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();
const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 300);
