import { debtCollectionTemplate } from './debt-collection-template.js';
import { insuranceClaimTemplate } from './insurance-claim-template.js';
import { nextBestOfferTemplate } from './next-best-offer-template.js';
import type { ProjectTemplate } from './template-shapes.js';

export type { ProjectTemplate, Say, TemplateItem, TemplateLanguage } from './template-shapes.js';

/** Projects to begin with, one for each vertical. */
export const projectTemplates: readonly ProjectTemplate[] = [nextBestOfferTemplate, debtCollectionTemplate, insuranceClaimTemplate];
