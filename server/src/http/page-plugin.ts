import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import fastifyPlugin from 'fastify-plugin';
import { sendProblem } from './error-plugin.js';
import { ProblemError } from './problem-error.js';
import type {} from './route-access.js';

const notThePage = /^\/(v1|health|metrics|docs|assets|problems)(\/|$)/;

/** The user interface: built files as they are, its start page for every other address that a browser opens. */
export const pagePlugin = fastifyPlugin<{ folder: string }>(
  async (app, { folder }) => {
    const startPage = join(folder, 'index.html');
    const isBuilt = existsSync(startPage);
    if (isBuilt) await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, public: true };
      });
      await scope.register(fastifyStatic, {
        root: folder,
        decorateReply: true,
        wildcard: true,
        cacheControl: false,
        setHeaders(response, path) {
          // Names of built assets carry a hash of their content.
          const lasting = path.startsWith(`${join(folder, 'assets')}${sep}`);
          response.setHeader('cache-control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
        },
        schemaHide: true,
      } as Parameters<typeof fastifyStatic>[1]);
    });

    app.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?', 1)[0] ?? '/';
      const wantsPage = request.method === 'GET' && !notThePage.test(path) && (request.headers.accept ?? '*/*').match(/text\/html|\*\/\*/) !== null && !/\.[a-z0-9]{1,5}$/i.test(path);
      if (wantsPage && isBuilt) {
        reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').sendFile('index.html', folder);
        return;
      }
      const detail = wantsPage ? 'The page is not built: run "npm run build". The API is documented at /docs.' : `There is no ${request.method} at this address; see /docs for what there is.`;
      sendProblem(request, reply, new ProblemError('not-found', detail));
    });
  },
  { name: 'page' },
);
