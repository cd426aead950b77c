import type { FastifyReply, FastifyRequest } from 'fastify';
import type {} from '@fastify/cookie';
import type { Config } from '../../config/config.js';

const name = 'arbiter_session';

type CookieConfig = Pick<Config, 'secureCookies' | 'sessionHours'>;

/** HttpOnly: no script reads it. Lax: other sites' forms and frames do not send it. Secure where the page came over HTTPS. */
function attributes(request: FastifyRequest, { secureCookies }: CookieConfig) {
  return { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: secureCookies === 'on' || (secureCookies === 'auto' && request.protocol === 'https') };
}

export function readSessionCookie(request: FastifyRequest): string | undefined {
  return request.cookies[name];
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string, config: CookieConfig): void {
  reply.setCookie(name, token, { ...attributes(request, config), maxAge: config.sessionHours * 3600 });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply, config: CookieConfig): void {
  reply.clearCookie(name, attributes(request, config));
}
