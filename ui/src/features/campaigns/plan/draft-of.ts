import type { CampaignDraft, Run } from '@arbiter/contracts';

/** The campaign's draft as it stood when the run was asked for; the contract leaves its shape to the campaign's. */
export const draftOf = (run: Run): CampaignDraft => run.draft as CampaignDraft;
