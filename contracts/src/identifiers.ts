import { Type, type Static } from 'typebox';

/** A stable identifier of a thing in the repository (campaign, run, import, rule set …). */
export const Id = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$', description: 'Identifier' });
export type Id = Static<typeof Id>;

/** Text without control characters and halves of surrogate pairs, which no store could give back. */
export const plainTextPattern = '^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]+$';

/** A customer's identifier as the company's own systems know it: any text without control characters. */
export const CustomerId = Type.String({ minLength: 1, maxLength: 200, pattern: plainTextPattern, description: 'Customer identifier' });

/** The name of an attribute or metric: usable as a column name without quoting. */
export const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$', description: 'Lower-case name' });

/** A text in both languages of the product. */
export const Title = Type.Object({ ru: Type.String({ maxLength: 200 }), en: Type.String({ maxLength: 200 }) });
export type Title = Static<typeof Title>;

/** Some sentences in both languages: what a number means, what to mind. */
export const Explanation = Type.Object({ ru: Type.String({ maxLength: 2000 }), en: Type.String({ maxLength: 2000 }) });
export type Explanation = Static<typeof Explanation>;

/** An instant, ISO 8601 with a zone. */
export const Instant = Type.String({ format: 'date-time', description: 'Instant, ISO 8601 with zone' });

/** A calendar date, ISO 8601. */
export const CalendarDate = Type.String({ format: 'date', description: 'Date, YYYY-MM-DD' });
