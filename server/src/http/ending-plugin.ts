import fastifyPlugin from 'fastify-plugin';

const lookForIdleMs = 100;

/**
 * Lets the server end soon: from the moment at which it closes every answer asks for its connection to be closed, and connections that
 * have become idle are closed. Without it a client that keeps its connection would hold the end up until the time of grace is over.
 */
export const endingPlugin = fastifyPlugin(
  (app, _options, done) => {
    let ending = false;
    app.addHook('preClose', (next) => {
      ending = true;
      const timer = setInterval(() => app.server.closeIdleConnections(), lookForIdleMs);
      timer.unref();
      app.server.once('close', () => clearInterval(timer));
      next();
    });
    app.addHook('onSend', (_request, reply, payload, next) => {
      if (ending) reply.header('connection', 'close');
      next(null, payload);
    });
    done();
  },
  { name: 'ending' },
);
