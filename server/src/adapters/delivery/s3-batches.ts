import type { DeliveryWay } from '@arbiter/contracts';
import { AwsV4Signer } from 'aws4fetch';
import { createHash } from 'node:crypto';
import type { BatchWriter } from '../../ports/delivery.js';
import type { HttpService } from '../../ports/http-service.js';

export type S3Way = Extract<DeliveryWay, { kind: 's3' }>;

export interface S3Options {
  way: Pick<S3Way, 'endpoint' | 'region' | 'bucket' | 'prefix'>;
  accessKeyId: string;
  secretAccessKey: string;
  /** Calls the endpoint and nothing else. */
  service: HttpService;
  timeoutMs: number;
  now: () => Date;
}

/** Writes batches as objects of a bucket (path-style addresses, AWS Signature Version 4): an object is there whole or not at all. */
export class S3Batches implements BatchWriter {
  readonly kind = 'batches';

  constructor(private readonly options: S3Options) {}

  async write(name: string, content: string | Uint8Array, signal: AbortSignal, contentType?: string): Promise<string> {
    const { way, accessKeyId, secretAccessKey, service, timeoutMs, now } = this.options;
    const key = `${way.prefix === undefined || way.prefix === '' ? '' : `${way.prefix.replace(/^\/+|\/+$/g, '')}/`}${name}`;
    const path = `/${way.bucket}/${key.split('/').map(encodeStep).join('/')}`;
    const body = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    const signer = new AwsV4Signer({
      method: 'PUT', url: `${way.endpoint.replace(/\/+$/, '')}${path}`, service: 's3', region: way.region, accessKeyId, secretAccessKey,
      datetime: now().toISOString().replace(/[-:]|\.\d{3}/g, ''), body,
      headers: { 'content-type': contentType ?? (name.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8'), 'x-amz-content-sha256': createHash('sha256').update(body).digest('hex') },
    });
    const signed = await signer.sign();
    const headers = Object.fromEntries([...signed.headers].filter(([header]) => header !== 'host'));
    const { status, body: answer } = await service.call({ method: 'PUT', url: signed.url.pathname, headers, body: typeof content === 'string' ? content : body, timeoutMs, cacheMs: 0 }, signal);
    if (status < 200 || status >= 300) {
      const code = typeof answer === 'string' ? /<Code>([^<]{1,100})<\/Code>/.exec(answer)?.[1] : undefined;
      throw new Error(`${way.endpoint} did not take the object ${key} of the bucket ${way.bucket}: ${status}${code === undefined ? '' : ` ${code}`}`);
    }
    return `s3://${way.bucket}/${key}`;
  }

  close(): Promise<void> {
    return this.options.service.close();
  }
}

/** All but the unreserved characters of RFC 3986, as the signature asks for. */
const encodeStep = (step: string) => encodeURIComponent(step).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
