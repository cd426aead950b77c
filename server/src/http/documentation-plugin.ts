import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastifyPlugin from 'fastify-plugin';
import type {} from './route-access.js';

const description = `Rules, constraints, an optimiser with a proof, real-time decisions and control-vs-target reports.

Errors are RFC 9457 problem documents (\`application/problem+json\`) whose \`code\` is stable. Money is in minor units (kopecks).
Unsafe requests of a browser session carry the header \`x-csrf-token\`; integrations use an API key as \`Authorization: Bearer …\`.`;

/** The documentation's page sets styles of its own; everything else is as strict as on the others. */
const policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/** OpenAPI of every route that has a schema, at /docs and /docs/openapi.json. */
export const documentationPlugin = fastifyPlugin<{ version: string }>(
  async (app, { version }) => {
    await app.register(swagger, {
      openapi: {
        openapi: '3.1.0',
        info: { title: 'Arbiter', version, description, license: { name: 'GPL-3.0-or-later', identifier: 'GPL-3.0-or-later' } },
        components: { securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'arbiter_session' }, apiKey: { type: 'http', scheme: 'bearer' } } },
        security: [{ session: [] }, { apiKey: [] }],
      },
    });
    app.get('/docs/openapi.json', { config: { public: true }, schema: { hide: true } }, async (_request, reply) => {
      reply.header('cache-control', 'no-cache');
      return app.swagger();
    });
    await app.register(async (scope) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, public: true };
      });
      await scope.register(swaggerUi, { routePrefix: '/docs', staticCSP: policy, uiConfig: { url: '/docs/openapi.json', docExpansion: 'list', deepLinking: true } });
    });
  },
  { name: 'documentation' },
);
