import type { Fault, FeatureDocument, TriggerDocument } from '@arbiter/contracts';
import { compileFeature, compileTrigger } from '@arbiter/engine/online-features/index';
import type { CheckContext, Configuration } from '../configuration/api.js';

const someOf = (names: readonly string[]): string => (names.length === 0 ? 'there are none yet' : `there are ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' and more' : ''}`);

function faultsOfTypes(events: readonly string[], path: string, configuration: Configuration): Fault[] {
  return events.flatMap((type, index) =>
    configuration.find('event-types', type)
      ? []
      : [{ path: `${path}/${index}`, code: 'unknown-event-type', message: `There is no type of events ${JSON.stringify(type)}: ${someOf(configuration.of('event-types').map(({ id }) => id))}` }],
  );
}

/** A field is a fault only where the schemas of all its types of events rule it out. */
function faultOfField(field: string, events: readonly string[], configuration: Configuration): Fault[] {
  const name = field.split('.')[0]!;
  const known = new Set<string>();
  for (const type of events) {
    const schema = configuration.find('event-types', type)?.document.schema as { properties?: Record<string, unknown>; additionalProperties?: unknown } | undefined;
    if (!schema || schema.additionalProperties !== false) return [];
    for (const each of Object.keys(schema.properties ?? {})) known.add(each);
  }
  if (known.has(name)) return [];
  return [{ path: '/field', code: 'unknown-field', message: `Events of ${events.join(', ')} have no field ${JSON.stringify(name)}: their schemas know ${[...known].join(', ') || 'none'}` }];
}

/** Names of features are facts of strategies and entries of FEEL contexts. */
const featureName = /^[a-z][a-z0-9_]{0,62}$/;

export function checkFeature(document: FeatureDocument, { configuration, id }: Pick<CheckContext, 'configuration' | 'id'>): Fault[] {
  const made = compileFeature(id, document);
  return [
    ...(featureName.test(id) ? [] : [{ path: '', code: 'name', message: `${JSON.stringify(id)} cannot name a feature: small letters, digits and underscores, beginning with a letter` }]),
    ...(made.ok ? [] : made.error),
    ...faultsOfTypes(document.events, '/events', configuration),
    ...(document.field === undefined ? [] : faultOfField(document.field, document.events, configuration)),
  ];
}

export function checkTrigger(document: TriggerDocument, { configuration, id }: Pick<CheckContext, 'configuration' | 'id'>): Fault[] {
  const made = compileTrigger(id, document);
  const faults = made.ok ? [] : [...made.error];
  if (!configuration.find('placements', document.placementId)) {
    faults.push({ path: '/placementId', code: 'unknown-placement', message: `There is no placement ${JSON.stringify(document.placementId)}: ${someOf(configuration.of('placements').map((one) => one.id))}` });
  }
  if (document.on.kind === 'event') faults.push(...faultsOfTypes(document.on.events, '/on/events', configuration));
  else {
    const feature = configuration.find('features', document.on.feature);
    if (!feature) faults.push({ path: '/on/feature', code: 'unknown-feature', message: `There is no feature ${JSON.stringify(document.on.feature)}: ${someOf(configuration.of('features').map((one) => one.id))}` });
  }
  return [...faults, ...faultsOfTypes(document.cancelledBy ?? [], '/cancelledBy', configuration)];
}
