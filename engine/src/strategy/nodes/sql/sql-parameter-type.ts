/** Types of the values that a SQL node hands over, the same for every source. Lists are written `text[]`. */
export const sqlScalarTypes = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp'] as const;
export const sqlParameterTypes = [...sqlScalarTypes, ...sqlScalarTypes.map((type) => `${type}[]` as const)] as const;
export type SqlParameterType = (typeof sqlParameterTypes)[number];
export const isSqlParameterType = (type: string): type is SqlParameterType => (sqlParameterTypes as readonly string[]).includes(type);
