import { useWording } from '$features/campaigns/constraints/wording.svelte.js';
import { useCampaigns } from '$features/campaigns/queries.js';
import { stageTitle } from '$features/catalogue/stage-title.js';
import { useActions, useAttributes, useChannels, useRuleSets } from '$features/data/queries.js';
import { createQuery } from '@tanstack/svelte-query';
import { api } from '$lib/api/api.js';
import type { Choice } from '$lib/components/Select.svelte';
import { i18n } from '$lib/i18n/i18n.svelte.js';
import { titleOf } from '$lib/i18n/title.js';
import { titleOfDocument } from '../kinds.js';

/** Fields that speak of things which are there already, and what they may be. */
export function useReferences() {
  const actions = useActions();
  const channels = useChannels();
  const attributes = useAttributes();
  const campaigns = useCampaigns();
  const ruleSets = useRuleSets();
  const placements = createQuery(() => ({ queryKey: ['documents', 'placements'], queryFn: () => api.documents('placements') }));
  const eventTypes = createQuery(() => ({ queryKey: ['documents', 'event-types'], queryFn: () => api.documents('event-types') }));
  const features = createQuery(() => ({ queryKey: ['documents', 'features'], queryFn: () => api.documents('features') }));
  const wording = useWording();
  const named = (list: readonly { id: string; title: { ru: string; en: string } }[] | undefined): Choice[] => (list ?? []).map(({ id, title }) => ({ value: id, label: titleOf(title), note: id }));
  const documents = (list: Parameters<typeof titleOfDocument>[0][] | undefined): Choice[] => (list ?? []).map((one) => ({ value: one.id, label: titleOfDocument(one), note: one.id }));
  const zones = Intl.supportedValuesOf('timeZone').map((value): Choice => ({ value, label: value.replaceAll('_', ' ') }));

  /** Choices of a field by its name, or null where anything may be written. */
  const choicesOf = (name: string): Choice[] | null => {
    switch (name) {
      case 'action': case 'offers': case 'actionId': return named(actions.data);
      case 'channel': case 'channels': return named(channels.data);
      case 'campaign': case 'campaignPriority': return (campaigns.data ?? []).map(({ id, name: label }) => ({ value: id, label }));
      case 'ruleSetId': return (ruleSets.data ?? []).map(({ id, name: label }) => ({ value: id, label }));
      case 'attribute': case 'addressAttribute': case 'timeZoneAttribute': case 'pointsAttribute': return (attributes.data ?? []).map(({ name: value }) => ({ value, label: wording.attribute(value) }));
      case 'placementId': return documents(placements.data);
      case 'events': case 'cancelledBy': return documents(eventTypes.data);
      case 'feature': return documents(features.data);
      case 'timeZone': return zones;
      default: return null;
    }
  };
  /** Words for a value that comes from a fixed list. */
  const choice = (field: string, value: string): string => (field === 'stage' ? stageTitle(value as never) : (i18n.coded('choices', value) ?? value));
  return { choicesOf, choice };
}
export type References = ReturnType<typeof useReferences>;

/** What a field is called; its own name where the page has no words for it. */
export const fieldTitle = (name: string): string => i18n.coded('fields', name) ?? name;
