import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Mail {
  to: string[];
  /** As it came over the wire. */
  text: string;
}

export interface Mailbox {
  port: number;
  mails: Mail[];
  close(): Promise<void>;
}

/** A mail server of this machine that takes everything and keeps it. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString() });
        done(null, 'taken');
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.server.address() as AddressInfo).port, mails, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

/** The first attachment of a content type, decoded. */
export function attachmentOf({ text }: Mail, contentType: string): Buffer {
  const part = text.split(/\r\n--/).find((one) => new RegExp(`^Content-Type: ${contentType}`, 'im').test(one));
  if (part === undefined) throw new Error(`the mail has no part of the type ${contentType}: ${text.slice(0, 2_000)}`);
  return Buffer.from(part.slice(part.indexOf('\r\n\r\n')).replaceAll(/\s/g, ''), 'base64');
}
