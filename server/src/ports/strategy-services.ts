import { StrategyFailure, type StrategyServices } from '@arbiter/engine/strategy/strategy-services';

const absent = (code: string, what: string): never => {
  throw new StrategyFailure(code, `${what} is not set up on this server`);
};

/** The services as a strategy has them: its Python code never shares a process with that of another one. */
export const servicesFor = (services: StrategyServices, strategyId: string): StrategyServices => ({ ...services, python: (request, signal) => services.python({ ...request, scope: strategyId }, signal) });

/** Services of a server that has none: whatever a strategy asks of the outside fails with words. */
export const noStrategyServices: StrategyServices = {
  sql: async ({ source }) => absent('source-unknown', `The source "${source}"`),
  http: async ({ url }) => absent('http-refused', `Calling ${url}`),
  python: async () => absent('python-missing', 'Python'),
  model: async ({ modelId }) => absent('model-missing', `Scoring the model "${modelId}"`),
  contactPolicy: () => absent('contact-policy-missing', 'The contact policy for strategies'),
  channel: () => absent('channel-missing', 'The choice of channels for strategies'),
};
