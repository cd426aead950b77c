import { compileFeature, compileTrigger, gatherFeatures, gatherTriggers, type CompiledFeatures, type CompiledTriggers } from '@arbiter/engine/online-features/index';
import { compiledOnce, type Configuration } from '../configuration/api.js';

/** What events do to a customer by a configuration: features that they feed, and active triggers. */
export interface CompiledReaction {
  readonly features: CompiledFeatures;
  readonly triggers: CompiledTriggers;
}

/** Compiled once for each configuration. A document that was saved has been compiled before, so none is left out here but by a newer version's rules. */
export const compiledFeaturesOf: (configuration: Configuration) => CompiledReaction = compiledOnce((configuration) => {
  const features = gatherFeatures(configuration.of('features').flatMap(({ id, document }) => {
    const made = compileFeature(id, document);
    return made.ok ? [made.value] : [];
  }));
  const triggers = configuration.of('triggers').flatMap(({ id, document }) => {
    if (!document.active) return [];
    const made = compileTrigger(id, document);
    return made.ok ? [made.value] : [];
  });
  return { features, triggers: gatherTriggers(triggers, (name) => features.byName.get(name)?.events ?? []) };
});
