import type { FeelType } from '../../../feel/feel-type.js';
import type { NodeKind } from '../../node-kind.js';
import { anyType } from '../assignment.js';
import { defaultHttpTimeoutMs, HttpSettings } from './http-settings.js';
import { readPathTemplate } from './path-template.js';

const responseType: FeelType = { kind: 'context', fields: { status: { kind: 'number' }, headers: { kind: 'context', fields: {}, open: true }, body: anyType } };
const repeatableMethods = new Set(['GET', 'PUT', 'DELETE']);
/** Names of headers that the product or the connection sets. */
const reservedHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'keep-alive', 'proxy-authorization', 'proxy-connection', 'idempotency-key']);

/** Calls a registered service and writes parts of its answer. */
export const httpNode: NodeKind<HttpSettings> = {
  kind: 'http',
  settings: HttpSettings,
  waits: () => true,
  ports: () => ['next'],
  check(settings, check) {
    const template = readPathTemplate(settings.path);
    if (!template.ok) check.fault('/path', 'path-invalid', template.error);
    else {
      for (const piece of template.value) if ('expression' in piece) check.expression(piece.expression, '/path');
      const fixed = template.value.map((piece) => ('text' in piece ? piece.text : 'x')).join('');
      if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(fixed)) check.fault('/path', 'path-invalid', `the path ${JSON.stringify(settings.path.slice(0, 200))} names a host: give the path below the base address of the service`);
      if (/(^|\/)(\.|%2e){1,2}(\/|$)/i.test(fixed)) check.fault('/path', 'path-invalid', 'the path holds . or .. as a step: write the path that is meant');
      if (/[?\s]/.test(fixed)) check.fault('/path', 'path-invalid', 'the path holds a question mark or a blank: put what follows into the query, and encode blanks');
    }
    settings.query?.forEach(({ value }, index) => check.expression(value, `/query/${index}/value`));
    settings.headers?.forEach(({ name, value }, index) => {
      check.expression(value, `/headers/${index}/value`);
      if (reservedHeaders.has(name.toLowerCase())) check.fault(`/headers/${index}/name`, 'header-reserved', `the header ${name} is set by the product: leave it out`);
      if (settings.headers?.findIndex((other) => other.name.toLowerCase() === name.toLowerCase()) !== index) check.fault(`/headers/${index}/name`, 'duplicate-name', `the header ${name} stands twice`);
    });
    if (settings.body !== undefined) {
      check.expression(settings.body, '/body');
      if (settings.method === 'GET') check.fault('/body', 'body-not-sent', 'GET sends no body: use the query, or POST');
    }
    if (settings.idempotencyKey !== undefined) check.expression(settings.idempotencyKey, '/idempotencyKey');
    if ((settings.cacheMs ?? 0) > 0 && settings.method !== 'GET' && settings.method !== 'POST') check.fault('/cacheMs', 'not-cacheable', `answers to ${settings.method} are not kept: leave cacheMs out`);
    settings.result.forEach(({ name, value }, index) => {
      const type = check.expression(value, `/result/${index}/value`, undefined, new Map([['response', responseType]]));
      check.assigns(name, type ?? anyType, `/result/${index}/name`);
    });
  },
  print(settings, printer) {
    const template = readPathTemplate(settings.path);
    if (!template.ok) throw new Error(`The path was not checked: ${template.error}`);
    const path = template.value.map((piece) => ('text' in piece ? printer.literal(piece.text) : `R.pathPart(${printer.expression(piece.expression)})`));
    const pairs = (list: HttpSettings['query'] = []) => `[${list.map(({ name, value }) => `[${printer.literal(name)}, ${printer.expression(value)}]`).join(', ')}]`;
    const headers = [...(settings.headers ?? []), ...(settings.idempotencyKey === undefined ? [] : [{ name: 'idempotency-key', value: settings.idempotencyKey }])];
    const request = [
      `service: ${printer.literal(settings.service)}`,
      `method: ${printer.literal(settings.method)}`,
      `url: ${[...path, ...(settings.query?.length ? [`R.queryText(${pairs(settings.query)})`] : [])].join(' + ') || '""'}`,
      `headers: ${headers.length === 0 ? '{}' : `R.headersOf(${pairs(headers)})`}`,
      ...(settings.body === undefined ? [] : [`body: R.toJson(${printer.expression(settings.body)})`]),
      `timeoutMs: ${settings.timeoutMs ?? defaultHttpTimeoutMs}`,
      `cacheMs: ${settings.cacheMs ?? 0}`,
    ];
    const response = printer.local('response');
    const repeatable = repeatableMethods.has(settings.method) || settings.idempotencyKey !== undefined;
    const extra = new Map([['response', { type: responseType, code: response }]]);
    return [
      `const ${response} = R.expectedAnswer(${printer.service('http', `{ ${request.join(', ')} }`)}, ${printer.literal(settings.expect ?? [2])}, ${printer.literal(settings.service)}, ${repeatable});`,
      printer.note(`{ status: ${response}.status }`),
      ...settings.result.map(({ name, value }) => printer.assign(name, printer.expression(value, extra))),
      printer.leave('next'),
    ].filter((line) => line !== '').join('\n');
  },
};
