import { FieldName, ItemReference, ModelFeature } from '@arbiter/contracts';
import { Type, type Static } from 'typebox';
import { Expression } from '../assignment.js';

const closed = { additionalProperties: false } as const;

/** Where a feature's value comes from, and another treatment of its missing values than the model's. */
export const FeatureMapping = Type.Object(
  { feature: Type.String({ minLength: 1, maxLength: 200 }), value: Expression, missing: ModelFeature.properties.missing, missingValue: ModelFeature.properties.missingValue },
  closed,
);
export type FeatureMapping = Static<typeof FeatureMapping>;

export const ModelSettings = Type.Object(
  {
    /** A registered model, or a linear, tree or scorecard model in place. */
    model: Type.Union([Type.Object({ reference: ItemReference }, closed), Type.Object({ document: Type.Unknown() }, closed)]),
    /** Features that are not named here are read from the name of the data model that is spelled alike. */
    features: Type.Optional(Type.Array(FeatureMapping, { maxItems: 5000 })),
    /** Names of the data model that are written. */
    results: Type.Object({ score: Type.Optional(FieldName), class: Type.Optional(FieldName), probabilities: Type.Optional(FieldName), reasonCodes: Type.Optional(FieldName) }, closed),
    /** How many reason codes; the model's own number when left out. */
    reasonCount: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    /** Adds the reason codes to those of the answer. */
    addReasons: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type ModelSettings = Static<typeof ModelSettings>;
