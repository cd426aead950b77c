import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAnalytics } from '../../../adapters/clickhouse/open-analytics.js';
import type { Analytics } from '../../../ports/analytics.js';

export interface AnalyticsFixture {
  analytics: Analytics;
  folder: string;
  /** Writes a file into the fixture's folder and returns its path. */
  write(name: string, content: string | Uint8Array): string;
  close(): Promise<void>;
}

/** A real embedded engine in a folder of its own. */
export async function openAnalyticsFixture(): Promise<AnalyticsFixture> {
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-import-'));
  const opened = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'arbiter', clickhouseMemoryBytes: 2 * 2 ** 30, dataDir: folder });
  return {
    analytics: opened.analytics,
    folder,
    write(name, content) {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    },
    async close() {
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
