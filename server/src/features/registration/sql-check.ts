import type { RegistrationCheckResult } from '@arbiter/contracts';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { RegistrationCheck } from './registration-checks.js';

const mostNodes = 100;
interface SqlNode { path: string; source: string; statement: string; parameters: Record<string, { type: string; value: null }> }

/** SQL nodes anywhere in a document, with the JSON pointers of their settings. */
function sqlNodes(value: unknown, path = ''): SqlNode[] {
  if (typeof value !== 'object' || value === null) return [];
  const { kind, settings } = value as { kind?: unknown; settings?: { source?: unknown; statement?: unknown; parameters?: unknown } };
  if (kind === 'sql' && typeof settings?.source === 'string' && typeof settings.statement === 'string') {
    const parameters = (Array.isArray(settings.parameters) ? settings.parameters : []) as { name: string; type: string }[];
    return [{ path: `${path}/settings`, source: settings.source, statement: settings.statement, parameters: Object.fromEntries(parameters.map(({ name, type }) => [name, { type, value: null }])) }];
  }
  return Object.entries(value).flatMap(([key, child]) => sqlNodes(child, `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`));
}

/** Has each source look at the statements that nodes send to it. A statement that its source refuses is not registered; a source that is away, or not there yet, is told and refuses nothing. */
export const sqlCheck: RegistrationCheck = async (container, { kind, document }) => {
  const { sources } = container;
  if (kind !== 'strategy' || !sources) return [];
  const results: RegistrationCheckResult[] = [];
  for (const { path, source, statement, parameters } of sqlNodes(document).slice(0, mostNodes)) {
    try {
      const faults = await (await sources.sql(source)).check({ statement, parameters });
      if (faults.length > 0) results.push({ name: 'sql', ok: false, message: `${path}/statement: the source "${source}" refuses the statement: ${faults[0]!.message}`, details: { path: `${path}/statement`, faults } });
    } catch (error) {
      const told = error instanceof StrategyFailure || error instanceof Error ? error.message : String(error);
      results.push({ name: 'sql', ok: true, message: `${path}/source: the statement was not looked at, since the source "${source}" does not answer: ${told}` });
    }
  }
  return results;
};
