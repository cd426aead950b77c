import { FieldName } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import type { NodeKind } from '../../node-kind.js';
import { Expression, textType } from '../assignment.js';

/** `channels` are the candidates with their scores; the channel and the time that were chosen go into variables or outputs. */
export const ChannelSettings = Type.Object(
  {
    customer: Expression,
    action: Expression,
    channels: Type.Array(Type.Object({ channel: Type.String({ minLength: 1, maxLength: 100 }), score: Expression }, { additionalProperties: false }), { minItems: 1, maxItems: 50 }),
    channel: FieldName,
    at: Type.Optional(FieldName),
  },
  { additionalProperties: false },
);
export type ChannelSettings = Static<typeof ChannelSettings>;

/** Chooses channel and time of a contact; candidates whose score is null do not take part. */
export const channelNode: NodeKind<ChannelSettings> = {
  kind: 'channel',
  settings: ChannelSettings,
  waits: () => false,
  ports: () => ['chosen', 'none'],
  check(settings, check) {
    for (const part of ['customer', 'action'] as const) {
      const type = check.expression(settings[part], `/${part}`);
      if (type && !['string', 'number', 'any'].includes(type.kind)) check.fault(`/${part}`, 'type-mismatch', `the ${part} is a string or a number, not ${type.kind}`);
    }
    settings.channels.forEach(({ channel, score }, i) => {
      check.expression(score, `/channels/${i}/score`, { kind: 'number' });
      if (settings.channels.findIndex((other) => other.channel === channel) < i) check.fault(`/channels/${i}/channel`, 'duplicate-name', `the channel "${channel}" stands twice`);
    });
    check.assigns(settings.channel, textType, '/channel');
    if (settings.at !== undefined) check.assigns(settings.at, { kind: 'date and time' }, '/at');
  },
  print(settings, printer) {
    const [answer, channels] = [printer.local('answer'), printer.local('channels')];
    const candidates = settings.channels.map(({ channel, score }) => `{ channel: ${printer.literal(channel)}, score: R.toNumber(${printer.expression(score)}, "score") }`);
    const parts = (['customer', 'action'] as const).map((part) => `${part}: R.wantText(${printer.expression(settings[part])}, "${part}")`);
    return [
      `const ${channels} = [${candidates.join(', ')}].filter((candidate) => candidate.score !== null);`,
      `const ${answer} = ${printer.service('channel', `{ ${parts.join(', ')}, channels: ${channels}, atMs: run.nowMs }`)};`,
      printer.note(answer),
      printer.assign(settings.channel, `${answer}.channel`),
      ...(settings.at === undefined ? [] : [printer.assign(settings.at, `R.instantOf(${answer}.at)`)]),
      printer.reason(`${answer}.reasons`),
      `if (${answer}.channel === null) ${printer.leave('none')}`,
      printer.leave('chosen'),
    ].filter((line) => line !== '').join('\n');
  },
};
