import { compileRuleSet, type CompiledRuleSet } from '@arbiter/engine';
import { fieldOf } from '@arbiter/engine/online-features/index';
import { noStrategyServices, servicesFor } from '../../ports/strategy-services.js';
import type { Container } from '../../container.js';
import { livePublicationsOf } from '../publications/api.js';
import { latestRuleSet } from '../rule-sets/api.js';
import type { ReadEvent } from './read-event.js';

type Stores = Pick<Container, 'repository' | 'hotState' | 'log' | 'now'> & Partial<Pick<Container, 'strategyServices'>>;
interface Known { compiled: CompiledRuleSet | undefined; version: number; readAtMs: number; reading: Promise<void> | undefined }

/** A change of a rule set is seen after so long at the latest. */
const freshMs = 2_000;
const longestClass = 64;
const oneOfEvent = { type: (event: ReadEvent) => event.record.type, customerId: (event: ReadEvent) => event.record.customerId, at: (event: ReadEvent) => event.record.at, data: (event: ReadEvent) => event.record.data ?? {} } as const;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const clock = (): number => performance.now();

/** Facts that a rule set of classes may ask for: `type`, `customerId`, `at`, `data` and `data.<field>`. */
export const isClassFact = (name: string): boolean => Object.hasOwn(oneOfEvent, name) || name.startsWith('data.');

/** The class that an event's rule set or strategy gives it; null where they give none or fail. */
export class EventClassifier {
  private readonly ruleSets = new Map<string, Known>();

  constructor(private readonly stores: Stores) {}

  /** Synchronous where it can be: waiting for each of many events costs more than classifying them. */
  classOf(event: ReadEvent): string | null | Promise<string | null> {
    const { classify } = event.type.document;
    if (classify === undefined) return null;
    if (!('ruleSetId' in classify)) return this.byStrategy(classify.environment, classify.endpoint, event);
    const known = this.ruleSets.get(classify.ruleSetId);
    const nowMs = this.stores.now().getTime();
    if (known && (known.compiled || !known.reading)) {
      if (Math.abs(nowMs - known.readAtMs) > freshMs) void this.read(classify.ruleSetId);
      return classByRules(known.compiled, event);
    }
    return this.read(classify.ruleSetId).then(() => classByRules(this.ruleSets.get(classify.ruleSetId)?.compiled, event));
  }

  private read(id: string): Promise<void> {
    const known: Known = this.ruleSets.get(id) ?? { compiled: undefined, version: 0, readAtMs: 0, reading: undefined };
    this.ruleSets.set(id, known);
    return (known.reading ??= this.load(id, known)
      .catch((error: unknown) => this.stores.log.warn({ err: error, ruleSetId: id }, 'the rule set of classes of events could not be read; events go on without, or with the one that was known'))
      .finally(() => {
        known.readAtMs = this.stores.now().getTime();
        known.reading = undefined;
      }));
  }

  private async load(id: string, known: Known): Promise<void> {
    const { version, document } = await latestRuleSet(this.stores.repository, id);
    if (version === known.version && known.compiled) return;
    const made = compileRuleSet(document);
    if (!made.ok) throw new Error(made.error[0]?.message ?? 'The rule set has faults');
    known.compiled = made.value;
    known.version = version;
  }

  private async byStrategy(environment: 'test' | 'production', endpoint: string, event: ReadEvent): Promise<string | null> {
    const live = livePublicationsOf(this.stores).find(environment, endpoint);
    if (!live) return null;
    const { type, customerId, at, data = {} } = event.record;
    const input = { ...data, type, customerId, at, data };
    try {
      const arm = live.armOf(input);
      if (!arm) return null;
      const { compiled } = arm;
      const taken = Object.fromEntries(compiled.document.dataModel.inputs.flatMap(({ name }) => (Object.hasOwn(input, name) ? [[name, (input as Record<string, unknown>)[name]]] : [])));
      const context = { nowMs: event.receivedMs, timeZone: live.publication.settings.timeZone ?? 'UTC', clock, sleep, services: servicesFor(this.stores.strategyServices ?? noStrategyServices, arm.itemId) };
      const result = compiled.waits ? await compiled.evaluateAsync(taken, context) : compiled.evaluate(taken, context);
      if (!result.ok) return null;
      return asClass(result.answer.outcome?.decision) ?? asClass((result.answer.outputs as Record<string, unknown>).class);
    } catch (error) {
      this.stores.log.warn({ err: error, endpoint }, 'a strategy could not classify an event');
      return null;
    }
  }
}

const asClass = (value: unknown): string | null => (typeof value === 'string' && value !== '' && value.length <= longestClass ? value : null);

function classByRules(rules: CompiledRuleSet | undefined, event: ReadEvent): string | null {
  if (!rules) return null;
  const facts: Record<string, unknown> = {};
  const data = event.record.data ?? {};
  for (const name of rules.factNames) {
    if (Object.hasOwn(oneOfEvent, name)) facts[name] = oneOfEvent[name as keyof typeof oneOfEvent](event);
    else if (name.startsWith('data.')) facts[name] = fieldOf(data, name.slice(5).split('.')) ?? null;
  }
  const outcome = rules.run(facts);
  if (!outcome.ok) return null;
  for (const { type, params } of outcome.events) {
    const found = asClass(params?.class) ?? asClass(type);
    if (found !== null) return found;
  }
  return null;
}
