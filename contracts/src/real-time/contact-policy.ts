import { Type, type Static } from 'typebox';
import { CatalogueId, Purpose, Stage, Tag } from '../catalogue.js';
import { CalendarDate, Id, Instant, Name } from '../identifiers.js';

/** Which contacts a rule speaks of; an empty object is all of them. Lists of one field are alternatives, fields are all required. */
export const ContactFilter = Type.Object(
  {
    action: Type.Optional(Type.Array(CatalogueId)),
    channel: Type.Optional(Type.Array(CatalogueId)),
    stage: Type.Optional(Type.Array(Stage)),
    purpose: Type.Optional(Type.Array(Purpose)),
    tag: Type.Optional(Type.Array(Tag)),
    campaign: Type.Optional(Type.Array(Id)),
  },
  { additionalProperties: false },
);
export type ContactFilter = Static<typeof ContactFilter>;

/** Which customers a rule speaks of: values of one attribute (text; numbers and `true`/`false` by their text). All of a list must hold. */
export const PolicyCondition = Type.Object(
  {
    attribute: Name,
    values: Type.Array(Type.String(), { minItems: 1, maxItems: 1000 }),
    /** Customers without a value too; a law that protects should hold for whoever is not known to be outside of it. */
    orMissing: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type PolicyCondition = Static<typeof PolicyCondition>;

const TimeOfDay = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', description: 'HH:MM, local time of the customer' });
const Hours = Type.Object({ from: TimeOfDay, to: TimeOfDay }, { additionalProperties: false, description: 'From this minute on, before that minute' });
export type Hours = Static<typeof Hours>;

/** Windows in which a cap counts. `day`, `week` (from Monday) and `month` are calendar ones in the customer's time zone, the others slide. */
export const capWindows = ['day', 'week', 'month', 'sliding-hours', 'sliding-days'] as const;

const common = { id: Id, for: Type.Optional(Type.Array(PolicyCondition, { maxItems: 20 })), note: Type.Optional(Type.String({ maxLength: 500 })) };
export const PolicyRule = Type.Union([
  Type.Object({ ...common, kind: Type.Literal('cap'), of: ContactFilter, atMost: Type.Integer({ minimum: 0, maximum: 10_000 }), per: Type.Enum(capWindows), length: Type.Optional(Type.Integer({ minimum: 1, maximum: 9_000, description: 'Hours or days of a sliding window' })) }, { additionalProperties: false }),
  Type.Object({ ...common, kind: Type.Literal('gap'), of: ContactFilter, hours: Type.Number({ exclusiveMinimum: 0, maximum: 9_000 }) }, { additionalProperties: false, description: 'The smallest gap between two contacts of this kind' }),
  Type.Object({ ...common, kind: Type.Literal('not-before'), of: ContactFilter, after: ContactFilter, days: Type.Integer({ minimum: 0, maximum: 3650 }), withoutHistory: Type.Enum(['refuse', 'allow']) }, { additionalProperties: false, description: 'Not earlier than so many calendar days after the last such contact' }),
  Type.Object({ ...common, kind: Type.Literal('never-with'), of: ContactFilter, and: ContactFilter, withinDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })) }, { additionalProperties: false, description: 'Never both for one customer, within so many days or ever' }),
  Type.Object({ ...common, kind: Type.Literal('only-after'), of: ContactFilter, after: ContactFilter, withinDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650 })) }, { additionalProperties: false, description: 'Only when such a contact was made before' }),
  Type.Object({ ...common, kind: Type.Literal('hours'), of: ContactFilter, workdays: Type.Union([Hours, Type.Null()]), daysOff: Type.Union([Hours, Type.Null()]) }, { additionalProperties: false, description: 'Hours of the customer’s local time in which contacts may be made; null: none on such a day' }),
  Type.Object({ ...common, kind: Type.Literal('consent'), of: ContactFilter, consent: Name }, { additionalProperties: false, description: 'Needs this consent of the customer' }),
  Type.Object({ ...common, kind: Type.Literal('stop-list'), of: ContactFilter, list: Name }, { additionalProperties: false, description: 'Not to customers on this list' }),
  Type.Object({ ...common, kind: Type.Literal('suppress'), of: ContactFilter, flag: Name }, { additionalProperties: false, description: 'Not while this flag stands: an open complaint, hardship' }),
]);
export type PolicyRule = Static<typeof PolicyRule>;

/** A contact as policy remembers it. */
export const PolicyContact = Type.Object({ at: Instant, action: Type.Optional(Type.String()), channel: Type.String(), stage: Type.Optional(Stage), purpose: Type.Optional(Purpose), tags: Type.Optional(Type.Array(Type.String())), campaign: Type.Optional(Type.String()) }, { additionalProperties: false });

/** A row of the policy's own table of tests. */
export const PolicyTest = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    at: Instant,
    timeZone: Type.Optional(Type.String({ maxLength: 64 })),
    attributes: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    /** General consent; true unless said otherwise. */
    consent: Type.Optional(Type.Boolean()),
    refusedChannels: Type.Optional(Type.Array(Type.String())),
    consents: Type.Optional(Type.Record(Type.String(), Type.Boolean())),
    stopLists: Type.Optional(Type.Array(Type.String())),
    flags: Type.Optional(Type.Array(Type.String())),
    contacts: Type.Optional(Type.Array(PolicyContact, { maxItems: 1000 })),
    offer: Type.Omit(PolicyContact, ['at']),
    /** The customer is there: contact hours do not apply. */
    inbound: Type.Optional(Type.Boolean()),
    /** Null: allowed. Else the id of the rule that refuses first; `general-consent` and `refused-channel` hold without being written. */
    expect: Type.Union([Type.Null(), Id]),
  },
  { additionalProperties: false },
);
export type PolicyTest = Static<typeof PolicyTest>;

/** Contact policy of the company, edited as data. All rules hold at once; the first in order that refuses is named. */
export const ContactPolicyDocument = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    /** Off: kept, but not applied. */
    active: Type.Boolean(),
    /** Zone of customers who have none of their own, IANA. */
    timeZone: Type.String({ minLength: 1, maxLength: 64 }),
    /** The policy is for these customers only. */
    for: Type.Optional(Type.Array(PolicyCondition, { maxItems: 20 })),
    rules: Type.Array(PolicyRule, { maxItems: 500 }),
    /** Days off besides Saturdays and Sundays, and working Saturdays or Sundays. */
    calendar: Type.Optional(Type.Object({ daysOff: Type.Optional(Type.Array(CalendarDate, { maxItems: 2000 })), workdays: Type.Optional(Type.Array(CalendarDate, { maxItems: 2000 })) }, { additionalProperties: false })),
    /** Contacts of these purposes are never refused by caps, gaps, not-before and suppress, but counted. Transactional ones unless said otherwise. */
    exempt: Type.Optional(Type.Array(Purpose)),
    tests: Type.Optional(Type.Array(PolicyTest, { maxItems: 2000 })),
  },
  { additionalProperties: false },
);
export type ContactPolicyDocument = Static<typeof ContactPolicyDocument>;
