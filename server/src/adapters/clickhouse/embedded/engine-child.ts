// The process that holds the ClickHouse engine: a crash, a hang or the memory of a query stays here.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import type { ChildRequest, ChildReply } from './child-messages.js';
import { createProtocolServer } from './http-protocol.js';
import { createQueryEngine } from './query-engine.js';

function reply(message: ChildReply): void {
  process.send?.(message);
}

/** A parent that died some milliseconds ago may still have a child that lets go of the data. */
async function openEngine(request: ChildRequest) {
  const configFile = join(request.folder, 'engine.xml');
  mkdirSync(request.folder, { recursive: true });
  writeFileSync(configFile, `<clickhouse><max_server_memory_usage>${request.memoryBytes}</max_server_memory_usage><logger><level>none</level></logger></clickhouse>\n`, { mode: 0o600 });
  const options = { path: join(request.folder, 'data'), scratch: join(request.folder, 'scratch'), configFile, concurrency: request.concurrency };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return createQueryEngine(options);
    } catch (error) {
      if (attempt === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.once('message', (request: ChildRequest) => {
  openEngine(request).then(
    (engine) => {
      const server = createProtocolServer(engine, request.secret);
      server.on('error', (error) => reply({ kind: 'failed', detail: error.message }));
      server.listen(0, '127.0.0.1', () => reply({ kind: 'ready', port: (server.address() as AddressInfo).port }));
    },
    (error: unknown) => reply({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) }),
  );
});
