import { Type, type Static } from 'typebox';
import type { NodeKind } from '../../node-kind.js';
import { Expression } from '../assignment.js';

export const ContactPolicySettings = Type.Object({ customer: Expression, channel: Expression, action: Expression }, { additionalProperties: false });
export type ContactPolicySettings = Static<typeof ContactPolicySettings>;

/** Asks whether the contact policy allows this contact now; reasons of a refusal are added to the answer's reason codes. */
export const contactPolicyNode: NodeKind<ContactPolicySettings> = {
  kind: 'contact-policy',
  settings: ContactPolicySettings,
  waits: () => false,
  ports: () => ['allowed', 'refused'],
  check(settings, check) {
    for (const part of ['customer', 'channel', 'action'] as const) {
      const type = check.expression(settings[part], `/${part}`);
      if (type && !['string', 'number', 'any'].includes(type.kind)) check.fault(`/${part}`, 'type-mismatch', `the ${part} is a string or a number, not ${type.kind}`);
    }
  },
  print(settings, printer) {
    const answer = printer.local('answer');
    const parts = (['customer', 'channel', 'action'] as const).map((part) => `${part}: R.wantText(${printer.expression(settings[part])}, "${part}")`);
    return [
      `const ${answer} = ${printer.service('contactPolicy', `{ ${parts.join(', ')}, atMs: run.nowMs }`)};`,
      printer.note(answer),
      `if (${answer}.allowed) ${printer.leave('allowed')}`,
      printer.reason(`${answer}.reasons`),
      printer.leave('refused'),
    ].filter((line) => line !== '').join('\n');
  },
};
