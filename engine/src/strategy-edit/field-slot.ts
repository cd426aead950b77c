import type { ItemReference } from '@arbiter/contracts';

/** Where something stands below a node: `['settings', 'branches', 0, 'condition']`. */
export type SlotPath = readonly (string | number)[];

/**
 * A place of a node at which names of the data model can stand.
 *   expression: FEEL; `locals` hide names of the data model; `target` is the name that gets its value (`items`: its elements do);
 *   template: a path with expressions in braces; write: a name that is written; own: a name of the code's own that is written under its name;
 *   fact: a fact of a rule set with its path; keys: an object of JSON by names; fixed: content that is registered, so that it cannot be changed here;
 *   feature: a feature of a model that is read from the name spelled alike; unknown: a registered document that is not at hand.
 */
export type FieldSlot =
  | { kind: 'expression'; path: SlotPath; source: string; locals?: readonly SlotLocal[]; target?: string; items?: boolean; dialect?: 'unary-tests'; input?: string; fixed?: true }
  | { kind: 'template'; path: SlotPath; source: string }
  | { kind: 'write'; path: SlotPath; name: string }
  | { kind: 'own'; path: SlotPath; name: string }
  | { kind: 'fact'; path: SlotPath; name: string; jsonPath?: string; fixed?: true }
  | { kind: 'keys'; path: SlotPath; value: Readonly<Record<string, unknown>> }
  | { kind: 'feature'; path: SlotPath; name: string }
  | { kind: 'unknown'; path: SlotPath };

/** A name that the node adds; `elementOf` is the expression of the list whose elements it is. */
export interface SlotLocal { name: string; elementOf?: string }

/** Finds a registered document; undefined where it is not at hand. */
export type FindDocument = (reference: ItemReference) => unknown;

export type Settings = Readonly<Record<string, unknown>>;

export const recordOf = (value: unknown): Settings => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Settings) : {});
export const listOf = (value: unknown): Settings[] => (Array.isArray(value) ? value.map(recordOf) : []);
