import { Type, type Static } from 'typebox';
import { FeelText } from './decision-table.js';
import { fieldTypes } from './kinds.js';

/** One bin of a characteristic. The first bin whose test fits counts. */
export const ScorecardBin = Type.Object(
  {
    label: Type.Optional(Type.String({ maxLength: 400 })),
    /** Unary tests of FEEL on the characteristic's value; `null` is the bin of missing values, `-` fits whatever no bin before fits. */
    test: FeelText,
    /** A number, or a FEEL expression of one. */
    points: Type.Union([Type.Number(), FeelText]),
    reasonCode: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);
export type ScorecardBin = Static<typeof ScorecardBin>;

export const ScorecardCharacteristic = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    label: Type.Optional(Type.String({ maxLength: 400 })),
    expression: FeelText,
    type: Type.Optional(Type.Enum(fieldTypes)),
    /** Reason code of the bins that have none of their own. */
    reasonCode: Type.Optional(Type.String({ maxLength: 200 })),
    /** What the points are compared with for reasons; the scorecard's own when left out. */
    baselinePoints: Type.Optional(Type.Number()),
    bins: Type.Array(ScorecardBin, { minItems: 1, maxItems: 5000 }),
  },
  { additionalProperties: false },
);
export type ScorecardCharacteristic = Static<typeof ScorecardCharacteristic>;

/** Scores from `from` (this included) up to the next band's `from`. */
export const ScoreBand = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }), from: Type.Optional(Type.Number()) }, { additionalProperties: false });

/**
 * Points for bins of characteristics, summed (PMML 4.4, element Scorecard). Reasons are the characteristics that fell farthest short of
 * their baseline: `points-below` counts baseline − points, `points-above` counts points − baseline; greatest first.
 */
export const ScorecardDocument = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 400 })),
    initialScore: Type.Number(),
    characteristics: Type.Array(ScorecardCharacteristic, { minItems: 1, maxItems: 2000 }),
    reasonAlgorithm: Type.Optional(Type.Enum(['points-above', 'points-below'])),
    /** How many reason codes are given; all where left out. */
    reasonCount: Type.Optional(Type.Integer({ minimum: 0, maximum: 2000 })),
    baselinePoints: Type.Optional(Type.Number()),
    /** Bands by rising `from`; the first has none and takes everything below the second. */
    bands: Type.Optional(Type.Array(ScoreBand, { minItems: 1, maxItems: 1000 })),
  },
  { additionalProperties: false },
);
export type ScorecardDocument = Static<typeof ScorecardDocument>;
