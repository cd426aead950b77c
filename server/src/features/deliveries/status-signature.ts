import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceSeconds = 300;

/**
 * Checks `t=<seconds>,v1=<hex>`, HMAC-SHA256 over "<seconds>.<body>": the form in which messages go out, so that one way of signing serves
 * both. A signature is good for five minutes. Returns what is wrong, or undefined.
 */
export function signatureFault(header: string | undefined, secret: string, body: Buffer, nowMs: number): string | undefined {
  const parts = new Map((header ?? '').split(',').map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1).trim()]));
  const seconds = parts.get('t') ?? '';
  const given = parts.get('v1') ?? '';
  if (!/^\d{1,12}$/.test(seconds) || !/^[0-9a-f]{64}$/i.test(given)) return 'The header X-Arbiter-Signature is not of the form t=<seconds>,v1=<HMAC-SHA256 in hex>';
  if (Math.abs(nowMs / 1000 - Number(seconds)) > toleranceSeconds) return `The signature is of another time: it is good for ${toleranceSeconds} seconds, mind the clock`;
  const wanted = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest();
  return timingSafeEqual(wanted, Buffer.from(given, 'hex')) ? undefined : 'The signature does not fit the body: sign "<seconds>.<body>" with the secret of the channel';
}
