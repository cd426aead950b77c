import { createQuery } from '@tanstack/svelte-query';
import { api } from '$lib/api/api.js';

export const useCampaigns = () => createQuery(() => ({ queryKey: ['campaigns'], queryFn: api.campaigns }));
export const useCampaign = (id: () => string) => createQuery(() => ({ queryKey: ['campaign', id()], queryFn: () => api.campaign(id()) }));
export const useRuns = (campaignId: () => string) => createQuery(() => ({ queryKey: ['runs', campaignId()], queryFn: () => api.runs(campaignId()) }));
