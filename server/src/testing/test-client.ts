import type { FastifyInstance, LightMyRequestResponse } from 'fastify';

export interface Reply {
  status: number;
  headers: LightMyRequestResponse['headers'];
  text: string;
  json<T = Record<string, unknown>>(): T;
}

/** Asks an application that does not listen, as the local owner's page would: with the session's token on what changes something. */
export class TestClient {
  #token: string | undefined;

  constructor(private readonly app: FastifyInstance) {}

  get(url: string): Promise<Reply> {
    return this.#ask('GET', url);
  }
  post(url: string, body?: object): Promise<Reply> {
    return this.#ask('POST', url, body);
  }
  put(url: string, body: object): Promise<Reply> {
    return this.#ask('PUT', url, body);
  }
  delete(url: string): Promise<Reply> {
    return this.#ask('DELETE', url);
  }

  async #ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: object): Promise<Reply> {
    if (method !== 'GET') this.#token ??= (await this.app.inject({ url: '/v1/session' })).json<{ csrfToken: string }>().csrfToken;
    const reply = await this.app.inject({ method, url, ...(this.#token ? { headers: { 'x-csrf-token': this.#token } } : {}), ...(body ? { payload: body } : {}) });
    return { status: reply.statusCode, headers: reply.headers, text: reply.body, json: <T>() => reply.json<T>() };
  }
}
