import { problemStatus, type Problem, type ProblemCode } from '@arbiter/contracts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { ProblemError } from './problem-error.js';

const titles: Record<number, string> = { 400: 'Bad request', 401: 'Sign-in needed', 403: 'Not permitted', 404: 'Not found', 409: 'Conflict', 410: 'Gone', 413: 'Too large', 415: 'Unsupported format', 422: 'Cannot be processed', 429: 'Too many requests', 500: 'Internal error', 503: 'Unavailable' };

const byFastifyCode: Record<string, [ProblemCode, string]> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['unreadable-body', 'The request body is not JSON, or has a key "__proto__" or "constructor.prototype", which no document needs; send a JSON document encoded as UTF-8.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['unreadable-body', 'The request body is empty although its type is application/json; send a JSON document or leave the content-type out.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['unreadable-body', 'The request body is not as long as its content-length says; it was cut off on its way.'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported-format', 'The content-type of the request is not taken here; see /docs for what is.'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The request body is larger than this route takes; split it.'],
  FST_REQ_FILE_TOO_LARGE: ['too-large', 'The file is larger than ARBITER_UPLOAD_LIMIT_MB allows; put it into the import folder and import it from there, or raise the limit.'],
  FST_FILES_LIMIT: ['too-large', 'More files came than the route takes; send one at a time.'],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ['unsupported-format', 'The request is not multipart/form-data; send the file as the field "file" of a form.'],
  FST_ERR_BAD_URL: ['validation-failed', 'The address of the request is not a valid URL.'],
  FST_ERR_MAX_PARAM_LENGTH: ['validation-failed', 'A part of the path is too long.'],
};
const byPostgresCode: Record<string, [ProblemCode, string]> = {
  '23505': ['conflict', 'Something with the same key exists already; read it again before changing it.'],
  '23503': ['referenced', 'Something else refers to this, or this refers to something that is gone; read both again.'],
  '40001': ['conflict', 'Another change came first; try again.'],
  '40P01': ['conflict', 'Another change came first; try again.'],
};
const byStatus: Record<number, ProblemCode> = { 400: 'validation-failed', 401: 'not-signed-in', 403: 'not-permitted', 404: 'not-found', 413: 'too-large', 415: 'unsupported-format', 429: 'too-many-requests', 503: 'unavailable' };

/** Any error as one of the registry's. What is not known is `internal`, and its text stays in the log. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code, statusCode, message } = (error ?? {}) as Partial<FastifyError>;
  const known = code === undefined ? undefined : (byFastifyCode[code] ?? byPostgresCode[code]);
  if (known) return new ProblemError(known[0], known[1], { cause: error });
  const byNumber = statusCode !== undefined && statusCode < 500 ? byStatus[statusCode] : undefined;
  if (byNumber) return new ProblemError(byNumber, message ?? titles[problemStatus[byNumber]] ?? '', { cause: error });
  return new ProblemError('internal', 'Something went wrong on our side. The log has more under the request id; try again, and report it if it repeats.', { cause: error });
}

/** RFC 9457 document of an error. */
export function toProblem(error: ProblemError, instance: string): Problem {
  return {
    type: `/problems/${error.code}`,
    title: titles[error.status] ?? error.code,
    status: error.status,
    code: error.code,
    detail: error.detail,
    instance,
    ...(error.extra.faults ? { faults: error.extra.faults } : {}),
    ...(error.extra.details ? { details: error.extra.details } : {}),
  };
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: ProblemError): FastifyReply {
  const retryAfter = error.extra.retryAfterSeconds ?? (error.status === 503 ? 5 : undefined);
  if (retryAfter !== undefined && !reply.hasHeader('retry-after')) reply.header('retry-after', String(retryAfter));
  return reply.code(error.status).header('cache-control', 'no-store').type('application/problem+json').serializer(JSON.stringify).send(toProblem(error, `urn:request:${request.id}`));
}

/** Renders every error as problem+json. */
export const errorPlugin = fastifyPlugin(
  (app, _options, done) => {
    app.setErrorHandler((error, request, reply) => {
      const problem = toProblemError(error);
      if (problem.status >= 500 && problem.code !== 'overloaded') request.log.error({ err: problem.extra.cause ?? problem, code: problem.code }, 'request failed');
      sendProblem(request, reply, problem);
    });
    done();
  },
  { name: 'errors' },
);
