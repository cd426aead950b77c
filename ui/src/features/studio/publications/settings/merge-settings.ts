import type { PublicationSettings } from '@arbiter/contracts';

type Part = Record<string, unknown>;
const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was changed here since `base`, brought into what others published since; where both changed the same, this side holds. */
export function mergeSettings(base: PublicationSettings, mine: PublicationSettings, theirs: PublicationSettings): PublicationSettings {
  return merge(base as Part, mine as Part, theirs as Part) as PublicationSettings;
}

function merge(base: Part, mine: Part, theirs: Part): Part {
  const merged: Part = { ...theirs };
  for (const key of new Set([...Object.keys(base), ...Object.keys(mine)])) {
    if (JSON.stringify(base[key]) === JSON.stringify(mine[key])) continue;
    if (mine[key] === undefined) delete merged[key];
    else merged[key] = isPart(mine[key]) && isPart(theirs[key]) ? merge(isPart(base[key]) ? base[key] : {}, mine[key], theirs[key]) : mine[key];
  }
  return merged;
}
