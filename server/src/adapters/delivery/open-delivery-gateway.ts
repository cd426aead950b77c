import { join } from 'node:path';
import type { DeliveryWay } from '@arbiter/contracts';
import type { Config } from '../../config/config.js';
import type { DeliveryChannel, DeliveryGateway } from '../../ports/delivery.js';
import type { HttpService } from '../../ports/http-service.js';
import { isLinkLocal } from '../../ports/link-local-address.js';
import { UndiciHttpService } from '../http-client/undici-http-service.js';
import { FileBatches } from './file-batches.js';
import { S3Batches } from './s3-batches.js';
import { SmtpSender } from './smtp-sender.js';
import { WebhookSender, webhookTimeoutMs } from './webhook-sender.js';

export interface GatewayOptions {
  config: Pick<Config, 'secretOf' | 'dataDir' | 'httpLimits'>;
  now: () => Date;
  /** Milliseconds of a clock that only goes forward, for circuit breakers. */
  clock: () => number;
  /** Further certificates that mail servers may show, PEM. */
  mailAuthorities?: string;
}

const objectTimeoutMs = 60_000;
/** A connection that is not used any more may still be at work. */
const retireMs = 60_000;

/** Opens each channel's way once, and anew when its settings change. */
export function openDeliveryGateway(options: GatewayOptions): DeliveryGateway {
  const opened = new Map<string, { print: string; channel: DeliveryChannel }>();
  const retiring = new Map<DeliveryChannel, NodeJS.Timeout>();
  const retire = (channel: DeliveryChannel) => {
    const timer = setTimeout(() => {
      retiring.delete(channel);
      void channel.close();
    }, retireMs);
    timer.unref();
    retiring.set(channel, timer);
  };
  return {
    open(name, way) {
      const print = JSON.stringify(way);
      const known = opened.get(name);
      if (known?.print === print) return known.channel;
      const channel = openWay(name, way, options);
      if (known) retire(known.channel);
      opened.set(name, { print, channel });
      return channel;
    },
    async close() {
      for (const timer of retiring.values()) clearTimeout(timer);
      await Promise.all([...retiring.keys(), ...[...opened.values()].map(({ channel }) => channel)].map((channel) => channel.close()));
      retiring.clear();
      opened.clear();
    },
  };
}

function openWay(name: string, way: DeliveryWay, { config, now, clock, mailAuthorities }: GatewayOptions): DeliveryChannel {
  const secret = (variable: string | undefined): string | undefined => {
    if (variable === undefined) return undefined;
    const value = config.secretOf(variable);
    if (value === undefined) throw new Error(`The delivery of ${name} needs the environment variable ${variable}, which this server does not have: set it and start again`);
    return value;
  };
  const http = (baseUrl: string, timeoutMs: number, secretHeaders: Record<string, string>): HttpService => {
    // Names are looked at when they are looked up, addresses here.
    if (isLinkLocal(new URL(baseUrl).hostname)) throw new Error(`The delivery of ${name} leads to a link-local address, which is not called`);
    return new UndiciHttpService(
      { name: `delivery of ${name}`, baseUrl, headers: {}, secretHeaders, allowedHosts: [], limits: { timeoutMs, answerBytes: 256 * 1024, connections: config.httpLimits.connections, failureRate: 0.5, leastCalls: 20, windowMs: 30_000, openMs: 10_000 } },
      clock,
    );
  };
  switch (way.kind) {
    case 'smtp': return new SmtpSender({ way, password: secret(way.passwordSecret), ...(mailAuthorities === undefined ? {} : { ca: mailAuthorities }) });
    case 'webhook': {
      const bearer = secret(way.bearerSecret);
      return new WebhookSender({ way, secret: secret(way.secret), service: http(new URL(way.url).origin, way.timeoutMs ?? webhookTimeoutMs, bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), now });
    }
    case 'file': return new FileBatches(join(config.dataDir, 'deliveries', way.folder));
    case 's3': return new S3Batches({ way, accessKeyId: secret(way.accessKeySecret)!, secretAccessKey: secret(way.secretKeySecret)!, service: http(new URL(way.endpoint).origin, objectTimeoutMs, {}), timeoutMs: objectTimeoutMs, now });
    case 'pull': return { kind: 'pull', close: async () => undefined };
  }
}
