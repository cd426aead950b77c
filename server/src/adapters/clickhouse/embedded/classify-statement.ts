import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Session } from 'chdb';

interface NativeEngine {
  DurableClassifyAsync(connection: unknown, sql: string, targetDatabase: string | null): Promise<{ statementCount: number; queryClass: number }>;
}

let native: NativeEngine | undefined;

/** The package keeps its classifier for a mode of its own; the function is reached through the same loader that the package uses. */
function loadNative(): NativeEngine {
  const require = createRequire(import.meta.url);
  return (native ??= (require(join(dirname(require.resolve('chdb')), 'dist', 'loader.js')) as { loadNative(): NativeEngine }).loadNative());
}

/**
 * Whether the text is exactly one statement that only reads, as the engine's own parser sees it. `SELECT … INTO OUTFILE`, KILL and SET are
 * no reading for it, though a session with `readonly=1` runs them.
 */
export async function isOneReadingStatement(session: Session, sql: string): Promise<boolean> {
  const { statementCount, queryClass } = await loadNative().DurableClassifyAsync((session as unknown as { connection: unknown }).connection, sql, null);
  return statementCount === 1 && queryClass === 0;
}
