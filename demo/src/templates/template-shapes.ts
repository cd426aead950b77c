import type { ItemReference, StrategyNode, TestCaseDraft, Title } from '@arbiter/contracts';

export type TemplateLanguage = 'ru' | 'en';
/** One of two texts, by the language that a project is made in. */
export type Say = (ru: string, en: string) => string;

/** An item of a template. References among items name them by `key` at version 1. */
export interface TemplateItem {
  key: string;
  kind: ItemReference['kind'];
  name: string;
  description: string;
  document: unknown;
  tests?: TestCaseDraft[];
}

/** A project that works as it is made: every item can be registered, every test passes. */
export interface ProjectTemplate {
  id: string;
  name: Title;
  description: Title;
  /** What an analyst learns of it, a line each. */
  shows: { ru: string[]; en: string[] };
  tags: { ru: string[]; en: string[] };
  /** Items in an order in which they can be registered; the last is the strategy to open. */
  items: (say: Say) => TemplateItem[];
}

/** What happens to a node that fails, besides ending the evaluation. */
export const onError = (one: StrategyNode, policy: NonNullable<StrategyNode['onError']>): StrategyNode => ({ ...one, onError: policy });
