import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { referenceKey } from './reference-key.js';

const tags = ['reference data'];
const scope = 'data' as const;
const ReferenceKey = Type.String({ minLength: 1, maxLength: 300, pattern: '^[^\\u0000-\\u001f\\u007f]+$', description: 'Any text without control characters, such as rate:eur or balance:42' });
const ByKey = Type.Object({ key: ReferenceKey });
const Entry = Type.Object({ key: Type.String(), value: Type.Unknown() });
const mostCharacters = 64 * 1024;

const printed = (value: unknown, path: string): string => {
  const text = JSON.stringify(value);
  if (text.length > mostCharacters) {
    const message = `The value is longer than ${mostCharacters} characters of JSON: a decision reads it each time, so keep only what decisions need`;
    throw new ProblemError('validation-failed', message, { faults: [{ path, code: 'too-large', message }] });
  }
  return text;
};

/** Values that steps of enrichment read in microseconds: rates, lists, balances that other systems bring. */
export const referenceRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { hotState } = container;

  app.put('/v1/reference', { config: { scope }, schema: { tags, summary: 'Keep many values for enrichment', description: 'Durable when it is answered; decisions that begin from then on read the new values.', body: Type.Object({ entries: Type.Array(Type.Object({ key: ReferenceKey, value: Type.Unknown() }, { additionalProperties: false }), { minItems: 1, maxItems: 10_000 }) }, { additionalProperties: false }), response: { 200: Type.Object({ kept: Type.Integer() }) } } }, async ({ body: { entries } }) => {
    const texts = new Map(entries.map(({ key, value }, index) => [referenceKey(key), printed(value, `/entries/${index}/value`)]));
    await hotState.putMany(texts);
    return { kept: texts.size };
  });

  app.put('/v1/reference/:key', { config: { scope }, schema: { tags, summary: 'Keep a value for enrichment', params: ByKey, body: Type.Object({ value: Type.Unknown() }, { additionalProperties: false }), response: { 200: Entry } } }, async ({ params: { key }, body: { value } }) => {
    await hotState.putMany([[referenceKey(key), printed(value, '/value')]]);
    return { key, value };
  });

  app.get('/v1/reference/:key', { config: { scope }, schema: { tags, summary: 'A value that is kept for enrichment', params: ByKey, response: { 200: Entry } } }, async ({ params: { key } }) => {
    const [text] = await hotState.getMany([referenceKey(key)]);
    if (text === undefined) throw absent(key);
    return { key, value: JSON.parse(text) as unknown };
  });

  app.delete('/v1/reference/:key', { config: { scope }, schema: { tags, summary: 'Forget a value of enrichment', params: ByKey, response: { 204: Type.Null() } } }, async ({ params: { key } }, reply) => {
    const [text] = await hotState.getMany([referenceKey(key)]);
    if (text === undefined) throw absent(key);
    await hotState.putMany([[referenceKey(key), undefined]]);
    return reply.code(204).send(null);
  });
};

const absent = (key: string) => new ProblemError('not-found', `No value is kept under ${JSON.stringify(key)}: put it with PUT /v1/reference/${encodeURIComponent(key)}`);
