import { Type, type Static } from 'typebox';
import { CatalogueId } from '../catalogue.js';
import { CalendarDate } from '../identifiers.js';
import { ContactFilter } from './contact-policy.js';

/** How much of something the company has, for plans and real time together: seats of a call centre, pieces of an offer, a partner's vouchers. */
export const QuotaDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    active: Type.Boolean(),
    of: ContactFilter,
    /** Offers of this partner only. */
    partner: Type.Optional(CatalogueId),
    atMost: Type.Integer({ minimum: 0, maximum: 1e12 }),
    unit: Type.Enum(['contacts', 'cost-minor', 'points']),
    /** Calendar periods of `timeZone`; weeks begin on Monday. `total` never begins anew. */
    per: Type.Enum(['hour', 'day', 'week', 'month', 'total']),
    timeZone: Type.String({ minLength: 1, maxLength: 64 }),
    from: Type.Optional(CalendarDate),
    /** The last day. */
    to: Type.Optional(CalendarDate),
    comesBack: Type.Optional(Type.Boolean({ description: 'Whether what an offer took comes back when it is refused or its time ends. Unless said: yes for points, partners’ offers and quotas of actions or tags; no for channels, stages and costs, since the contact was made' })),
  },
  { additionalProperties: false },
);
export type QuotaDocument = Static<typeof QuotaDocument>;

export const QuotaUse = Type.Object({
  quotaId: Type.String(), period: Type.String({ description: 'Such as 2026-W48, 2026-11-22, total' }), atMost: Type.Integer(),
  used: Type.Integer({ description: 'What was given, with what is set aside' }), setAside: Type.Integer({ description: 'Of it: for plans and offers that stand' }),
});
export type QuotaUse = Static<typeof QuotaUse>;
