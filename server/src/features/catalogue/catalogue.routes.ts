import { Action, CatalogueId, Channel } from '@arbiter/contracts/catalogue';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { campaignsReferring, listActions, listChannels, removeAction, removeChannel, saveAction, saveChannel } from './catalogue.repository.js';
import { listScoreSets, ScoreSet } from './score-sets.read-model.js';

const ById = Type.Object({ id: CatalogueId });
const ChannelBody = Type.Object({ id: Type.Optional(CatalogueId), title: Channel.properties.title }, { additionalProperties: false });
const { id: _id, ...actionProperties } = Action.properties;
const ActionBody = Type.Object({ id: Type.Optional(CatalogueId), ...actionProperties }, { additionalProperties: false });
const tags = ['catalogue'];

/** Channels, actions and score sets: what may be done to a customer, and what it would bring. */
export const catalogueRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, analytics } = container;

  app.get('/v1/channels', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Channels of communication', response: { 200: Type.Array(Channel) } } }, async () => listChannels(repository));

  app.put('/v1/channels/:id', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Create or change a channel', params: ById, body: ChannelBody, response: { 200: Channel } } }, async ({ params, body }) => {
    const channel: Channel = { id: sameId(params.id, body.id), title: body.title };
    await saveChannel(repository, channel);
    return channel;
  });

  app.delete('/v1/channels/:id', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Remove a channel that nothing refers to', params: ById, response: { 204: Type.Null() } } }, async ({ params }, reply) => {
    const actions = (await listActions(repository)).filter((action) => action.channel === params.id).map((action) => action.id);
    if (actions.length > 0) throw new ProblemError('referenced', `Channel "${params.id}" is used by ${actions.length} actions (${actions.slice(0, 5).join(', ')}): move or remove them first`, { details: { actions } });
    refuseWhenReferred(`Channel "${params.id}"`, await campaignsReferring(repository, { channel: params.id }));
    if (!(await removeChannel(repository, params.id))) throw new ProblemError('not-found', `There is no channel "${params.id}"`);
    return reply.code(204).send(null);
  });

  app.get('/v1/actions', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Actions of the catalogue', response: { 200: Type.Array(Action) } } }, async () => listActions(repository));

  app.put('/v1/actions/:id', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Create or change an action', params: ById, body: ActionBody, response: { 200: Action } } }, async ({ params, body }) => {
    const action: Action = { ...body, id: sameId(params.id, body.id) };
    const channels = await listChannels(repository);
    if (!channels.some((channel) => channel.id === action.channel)) {
      const message = `There is no channel "${action.channel}": create it first, or use one of ${channels.map((channel) => channel.id).join(', ') || '(none yet)'}`;
      throw new ProblemError('validation-failed', message, { faults: [{ path: '/channel', code: 'unknown-channel', message }] });
    }
    await saveAction(repository, action);
    return action;
  });

  app.delete('/v1/actions/:id', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Remove an action that no campaign refers to', params: ById, response: { 204: Type.Null() } } }, async ({ params }, reply) => {
    refuseWhenReferred(`Action "${params.id}"`, await campaignsReferring(repository, { action: params.id }));
    if (!(await removeAction(repository, params.id))) throw new ProblemError('not-found', `There is no action "${params.id}"`);
    return reply.code(204).send(null);
  });

  app.get('/v1/score-sets', { config: { scope: 'campaigns' }, schema: { tags, summary: 'Score sets: named deliveries of a model’s scores', response: { 200: Type.Array(ScoreSet) } } }, async () => listScoreSets(analytics));
};

function sameId(fromPath: string, fromBody: string | undefined): string {
  if (fromBody !== undefined && fromBody !== fromPath) {
    const message = `The address says "${fromPath}", the body says "${fromBody}": give the same id, or leave it out of the body`;
    throw new ProblemError('validation-failed', message, { faults: [{ path: '/id', code: 'id-differs', message }] });
  }
  return fromPath;
}

function refuseWhenReferred(what: string, campaigns: readonly { id: string; name: string }[]): void {
  if (campaigns.length === 0) return;
  const names = campaigns.slice(0, 5).map((campaign) => `“${campaign.name}”`).join(', ');
  throw new ProblemError('referenced', `${what} is used by ${campaigns.length} campaigns (${names}): take it out of them first`, { details: { campaigns: campaigns.map((campaign) => campaign.id) } });
}
