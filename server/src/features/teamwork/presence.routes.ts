import { Id, PresenceAnswer, PresencePlace } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { actorOf } from '../../http/route-access.js';
import { readActors } from '../../repository/read-actors.js';

const expiresMs = 15_000;
const mostShown = 50;
const Beat = Type.Object({ session: Id, place: Type.Optional(PresencePlace), leaving: Type.Optional(Type.Boolean()) }, { additionalProperties: false });

/** Who has an item open, and where in it. A window tells so every few seconds; what it does not tell any more is forgotten. */
export const presenceRoutes = ({ repository, now }: Pick<Container, 'repository' | 'now'>): FastifyPluginAsyncTypebox => async (app) => {
  app.post(
    '/v1/items/:id/presence',
    {
      config: { scope: 'strategies', access: 'read' },
      schema: {
        tags: ['teamwork'],
        summary: 'Tell where one is in an item, and hear who else is there and what is new',
        description: '`session` is any identifier that a window keeps while it is open. To be called every few seconds: whoever is silent for 15 seconds counts as gone, `leaving` says so at once. `revision` and `discussion` tell whether the draft, comments or reviews are to be read anew.',
        params: Type.Object({ id: Id }),
        body: Beat,
        response: { 200: PresenceAnswer },
      },
    },
    async (request) => {
      const { params: { id }, body: { session, place = {}, leaving = false } } = request;
      const at = now();
      const item = await repository.selectFrom('items').leftJoin('item_discussions as d', 'd.item_id', 'items.id').select(['items.revision', 'd.changes']).where('items.id', '=', id).where('items.deleted_at', 'is', null).executeTakeFirst();
      if (!item) throw new ProblemError('not-found', `There is no item "${id}": somebody may have deleted it`);
      const user = actorOf(request.principal);
      // A session belongs to whoever began it: nobody speaks for another.
      if (leaving) await repository.deleteFrom('item_presence').where('item_id', '=', id).where('session', '=', session).where('user_id', user === null ? 'is' : '=', user).execute();
      else {
        await repository
          .insertInto('item_presence')
          .values({ item_id: id, session, user_id: user, place: JSON.stringify(place), since: at, seen_at: at })
          .onConflict((conflict) => conflict.columns(['item_id', 'session']).doUpdateSet({ place: JSON.stringify(place), seen_at: at }).where('item_presence.user_id', user === null ? 'is' : '=', user))
          .execute();
      }
      const gone = new Date(at.getTime() - expiresMs);
      await repository.deleteFrom('item_presence').where('seen_at', '<', gone).execute();
      const others = await repository.selectFrom('item_presence').select(['session', 'user_id', 'place', 'since']).where('item_id', '=', id).where('session', '!=', session).where('seen_at', '>=', gone).orderBy('since').orderBy('session').limit(mostShown).execute();
      const actor = await readActors(repository, others.map(({ user_id }) => user_id));
      return { revision: item.revision, discussion: item.changes ?? 0, others: others.map((other) => ({ session: other.session, person: actor(other.user_id), place: other.place, since: other.since.toISOString() })) };
    },
  );
};
