import { Type, type Static } from 'typebox';

/** Features, derived features and classes are named as in the tool that trained the model. */
const ModelName = Type.String({ minLength: 1, maxLength: 200 });
const Scalar = Type.Union([Type.Number(), Type.String({ maxLength: 1000 }), Type.Boolean()]);
const Code = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));
const closed = { additionalProperties: false } as const;

/**
 * One input of a model. What is done with a value, in this order: missing → `missing`; outside `min`, `max`, `values` → `invalid`;
 * below `low` or above `high` → `outliers`.
 */
export const ModelFeature = Type.Object(
  {
    name: ModelName,
    /** A category is compared as text: 1 is "1", true is "true". */
    type: Type.Enum(['number', 'category']),
    title: Type.Optional(Type.String({ maxLength: 400 })),
    /** `model` (the default): trees take their own missing branch, a linear model has no score when a number is missing. */
    missing: Type.Optional(Type.Enum(['model', 'value', 'mean', 'error'])),
    missingValue: Type.Optional(Scalar),
    /** Mean of the training data. */
    mean: Type.Optional(Type.Number()),
    /** Value with which contributions are compared; the mean, else 0, for numbers. */
    baseline: Type.Optional(Scalar),
    /** Given as a reason when the feature drives the score; its name when left out. */
    reasonCode: Code,
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    values: Type.Optional(Type.Array(Scalar, { minItems: 1, maxItems: 100_000 })),
    /** `error` is the default. `as-is` lets the value pass. */
    invalid: Type.Optional(Type.Enum(['error', 'missing', 'as-is', 'value'])),
    invalidValue: Type.Optional(Scalar),
    low: Type.Optional(Type.Number()),
    high: Type.Optional(Type.Number()),
    outliers: Type.Optional(Type.Enum(['as-is', 'missing', 'extreme'])),
  },
  closed,
);
export type ModelFeature = Static<typeof ModelFeature>;

/** Functions of derived features, as PMML 4.4 defines them (chapter Built-in Functions). */
export const modelFunctions = [
  '+', '-', '*', '/', 'min', 'max', 'sum', 'avg', 'product', 'log10', 'ln', 'sqrt', 'abs', 'exp', 'pow', 'threshold', 'floor', 'ceil', 'round',
  'isMissing', 'isNotMissing', 'equal', 'notEqual', 'lessThan', 'lessOrEqual', 'greaterThan', 'greaterOrEqual', 'and', 'or', 'not', 'isIn', 'isNotIn', 'if',
  'uppercase', 'lowercase', 'trimBlanks', 'stringLength', 'concat', 'surrogate',
] as const;
export type ModelFunction = (typeof modelFunctions)[number];

/** An expression over features: a missing argument makes a missing result, which `ifMissing` replaces. */
export type ModelExpression =
  | { field: string; ifMissing?: ModelScalar }
  | { constant: ModelScalar | null }
  | { apply: ModelFunction; arguments: ModelExpression[]; ifMissing?: ModelScalar; ifInvalid?: ModelScalar }
  /** Value of the first bin that holds the number: `from` included, `to` not, unless said otherwise. */
  | { bins: { from?: number; fromOpen?: boolean; to?: number; toClosed?: boolean; value: ModelScalar }[]; of: ModelExpression; ifMissing?: ModelScalar; otherwise?: ModelScalar }
  /** Value of the first row whose keys equal the expressions of `of`. */
  | { rows: { keys: ModelScalar[]; value: ModelScalar }[]; by: ModelExpression[]; ifMissing?: ModelScalar; otherwise?: ModelScalar }
  /** Linear interpolation between points (x rising), beyond them as `outliers` says. */
  | { points: [number, number][]; at: ModelExpression; ifMissing?: ModelScalar; outliers?: 'as-is' | 'missing' | 'extreme' };
export type ModelScalar = number | string | boolean;

const Expressions = Type.Array(Type.Ref('ModelExpression'), { maxItems: 1000 });
const ifMissing = Type.Optional(Scalar);
export const ModelExpression = Type.Cyclic(
  {
    ModelExpression: Type.Union([
      Type.Object({ field: ModelName, ifMissing }, closed),
      Type.Object({ constant: Type.Union([Scalar, Type.Null()]) }, closed),
      Type.Object({ apply: Type.Enum(modelFunctions), arguments: Expressions, ifMissing, ifInvalid: ifMissing }, closed),
      Type.Object({ bins: Type.Array(Type.Object({ from: Type.Optional(Type.Number()), fromOpen: Type.Optional(Type.Boolean()), to: Type.Optional(Type.Number()), toClosed: Type.Optional(Type.Boolean()), value: Scalar }, closed), { maxItems: 10_000 }), of: Type.Ref('ModelExpression'), ifMissing, otherwise: ifMissing }, closed),
      Type.Object({ rows: Type.Array(Type.Object({ keys: Type.Array(Scalar, { minItems: 1, maxItems: 20 }), value: Scalar }, closed), { maxItems: 100_000 }), by: Expressions, ifMissing, otherwise: ifMissing }, closed),
      Type.Object({ points: Type.Array(Type.Tuple([Type.Number(), Type.Number()]), { minItems: 2, maxItems: 10_000 }), at: Type.Ref('ModelExpression'), ifMissing, outliers: Type.Optional(Type.Enum(['as-is', 'missing', 'extreme'])) }, closed),
    ]),
  },
  'ModelExpression',
);

/** A feature that the model makes of others. */
export const DerivedFeature = Type.Object({ name: ModelName, type: Type.Enum(['number', 'category']), expression: ModelExpression, baseline: Type.Optional(Scalar), reasonCode: Code }, closed);
export interface DerivedFeature { name: string; type: 'number' | 'category'; expression: ModelExpression; baseline?: ModelScalar; reasonCode?: string }

/** From the model's sum y to the score: identity y, logit 1/(1+e^-y), probit Φ(y), cloglog 1-e^-e^y, loglog e^-e^-y, cauchit ½+atan(y)/π, log e^y, inverse 1/y; over classes: softmax, simplemax. */
export const modelLinks = ['identity', 'logit', 'probit', 'cloglog', 'loglog', 'cauchit', 'log', 'inverse', 'softmax', 'simplemax'] as const;
export type ModelLink = (typeof modelLinks)[number];

/** After the link: score × factor + constant, then rounding, then the bounds. */
export const ModelRescale = Type.Object(
  { factor: Type.Optional(Type.Number()), constant: Type.Optional(Type.Number()), round: Type.Optional(Type.Enum(['round', 'ceiling', 'floor'])), min: Type.Optional(Type.Number()), max: Type.Optional(Type.Number()) },
  closed,
);
export type ModelRescale = Static<typeof ModelRescale>;

const common = {
  name: Type.Optional(Type.String({ maxLength: 400 })),
  description: Type.Optional(Type.String({ maxLength: 10_000 })),
  features: Type.Array(ModelFeature, { minItems: 1, maxItems: 5000 }),
  derived: Type.Optional(Type.Array(DerivedFeature, { maxItems: 5000 })),
  /** How many reason codes are given when the caller does not say. */
  reasonCount: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
};
const classified = {
  link: Type.Optional(Type.Enum(modelLinks)),
  rescale: Type.Optional(ModelRescale),
  /** Classes: two for one sum (its linked value is the probability of the second), else one for each sum. */
  classes: Type.Optional(Type.Array(ModelName, { minItems: 2, maxItems: 1000 })),
  /** Whose probability the score is: the second of two; of more, that of the likeliest when left out. */
  positiveClass: Type.Optional(ModelName),
  /** Reasons are the contributions that raise the score (`up`, the default) or lower it (`down`). */
  reasonDirection: Type.Optional(Type.Enum(['up', 'down'])),
};

/** One addend of a linear model: coefficient × feature^exponent, or the coefficient of the category, or coefficient × product of features. */
export const LinearTerm = Type.Union([
  Type.Object({ feature: ModelName, coefficient: Type.Number(), exponent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })) }, closed),
  Type.Object({ feature: ModelName, categories: Type.Array(Type.Object({ value: Type.String({ maxLength: 1000 }), coefficient: Type.Number() }, closed), { minItems: 1, maxItems: 100_000 }) }, closed),
  Type.Object({ product: Type.Array(ModelName, { minItems: 2, maxItems: 20 }), coefficient: Type.Number() }, closed),
]);
export type LinearTerm = Static<typeof LinearTerm>;
export const LinearSum = Type.Object({ intercept: Type.Number(), terms: Type.Array(LinearTerm, { maxItems: 20_000 }) }, closed);
export type LinearSum = Static<typeof LinearSum>;

/** Regression: one sum; two classes: one sum; more classes: a sum for each. `ordinal`: classes in order, cumulative links (PMML 4.4, RegressionModel). */
export const LinearModel = Type.Object({ kind: Type.Literal('linear'), ...common, ...classified, ordinal: Type.Optional(Type.Boolean()), sums: Type.Array(LinearSum, { minItems: 1, maxItems: 1000 }) }, closed);
export interface LinearModel extends Static<typeof ModelHead>, Static<typeof ModelTail> { kind: 'linear'; derived?: DerivedFeature[]; ordinal?: boolean; sums: LinearSum[] }

const Child = Type.Integer({ minimum: 1, maximum: 10_000_000 });
const Cover = Type.Optional(Type.Number({ minimum: 0 }));
const Value = Type.Union([Type.Number(), Type.Null(), Type.Array(Type.Number(), { minItems: 1, maxItems: 1000 })]);
/**
 * A leaf has a value (one, or one for each class; null: no prediction). A split sends what is below the threshold, or in the categories,
 * to `yes`, a missing value to `missing` (to `no` when left out) and everything else to `no`: places in the same list, all after the
 * split's own. `cover` is the weight of the training rows that came by, `value` of a split their mean; both serve explanations only.
 */
export const TreeNode = Type.Union([
  Type.Object({ value: Value, cover: Cover }, closed),
  Type.Object({ feature: ModelName, operator: Type.Enum(['<', '<=']), threshold: Type.Number(), yes: Child, no: Child, missing: Type.Optional(Child), value: Type.Optional(Value), cover: Cover }, closed),
  Type.Object({ feature: ModelName, categories: Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 100_000 }), yes: Child, no: Child, missing: Type.Optional(Child), value: Type.Optional(Value), cover: Cover }, closed),
]);
export type TreeNode = Static<typeof TreeNode>;
/** `output`: the class (place in `classes`) to which a tree of single values adds. */
export const ModelTree = Type.Object({ weight: Type.Optional(Type.Number()), output: Type.Optional(Type.Integer({ minimum: 0, maximum: 999 })), nodes: Type.Array(TreeNode, { minItems: 1, maxItems: 1_000_000 }) }, closed);
export type ModelTree = Static<typeof ModelTree>;

export const TreesModel = Type.Object(
  {
    kind: Type.Literal('trees'),
    ...common,
    ...classified,
    trees: Type.Array(ModelTree, { minItems: 1, maxItems: 100_000 }),
    /** Sum of the trees' weighted values, or that divided by the sum of weights. */
    aggregate: Type.Optional(Type.Enum(['sum', 'average'])),
    /** Added to the sum: one number, or one for each class. */
    base: Type.Optional(Type.Union([Type.Number(), Type.Array(Type.Number(), { minItems: 1, maxItems: 1000 })])),
    /** `float32`: features and sums are rounded to 32 bits, as XGBoost does. */
    precision: Type.Optional(Type.Enum(['double', 'float32'])),
  },
  closed,
);
export interface TreesModel extends Static<typeof ModelHead>, Static<typeof ModelTail> { kind: 'trees'; derived?: DerivedFeature[]; trees: ModelTree[]; aggregate?: 'sum' | 'average'; base?: number | number[]; precision?: 'double' | 'float32' }

/** A scorecard as PMML has it: points of the first bin whose condition is true, in each characteristic. */
export const ScorecardModel = Type.Object(
  {
    kind: Type.Literal('scorecard'),
    ...common,
    initialScore: Type.Number(),
    rescale: Type.Optional(ModelRescale),
    reasonAlgorithm: Type.Optional(Type.Enum(['points-above', 'points-below'])),
    baselinePoints: Type.Optional(Type.Number()),
    characteristics: Type.Array(
      Type.Object(
        {
          name: ModelName,
          reasonCode: Code,
          baselinePoints: Type.Optional(Type.Number()),
          bins: Type.Array(Type.Object({ when: ModelExpression, points: Type.Union([Type.Number(), ModelExpression]), reasonCode: Code }, closed), { minItems: 1, maxItems: 5000 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 2000 },
    ),
  },
  closed,
);
export interface ScorecardModelBin { when: ModelExpression; points: number | ModelExpression; reasonCode?: string }
export interface ScorecardModelCharacteristic { name: string; reasonCode?: string; baselinePoints?: number; bins: ScorecardModelBin[] }
export interface ScorecardModel extends Static<typeof ModelHead> { kind: 'scorecard'; derived?: DerivedFeature[]; initialScore: number; rescale?: ModelRescale; reasonAlgorithm?: 'points-above' | 'points-below'; baselinePoints?: number; characteristics: ScorecardModelCharacteristic[] }

/** Element types of ONNX tensors that are read and written. */
export const onnxTypes = ['float', 'double', 'int64', 'int32', 'bool', 'string'] as const;
/** An input of an ONNX graph. Either one column of the row (shape [rows, 1]) or several features side by side (shape [rows, features]). */
export const OnnxInput = Type.Object({ name: ModelName, type: Type.Enum(onnxTypes), features: Type.Array(ModelName, { minItems: 1, maxItems: 5000 }) }, closed);
export type OnnxInput = Static<typeof OnnxInput>;
/** Which output of the graph is what. `score`: a number for each row, or the column `column` of a matrix; `probabilities`: a matrix by `classes`; `class`: labels. */
export const OnnxOutput = Type.Object({ name: ModelName, as: Type.Enum(['score', 'class', 'probabilities', 'value']), column: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })) }, closed);
export type OnnxOutput = Static<typeof OnnxOutput>;
/** A model in ONNX's own binary form, kept apart under its SHA-256. */
export const OnnxModel = Type.Object(
  {
    kind: Type.Literal('onnx'),
    ...common,
    /** SHA-256 of the model file, hexadecimal. */
    contentHash: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    inputs: Type.Array(OnnxInput, { minItems: 1, maxItems: 5000 }),
    outputs: Type.Array(OnnxOutput, { minItems: 1, maxItems: 100 }),
    classes: Type.Optional(Type.Array(ModelName, { minItems: 2, maxItems: 1000 })),
    positiveClass: Type.Optional(ModelName),
  },
  closed,
);
export interface OnnxModel extends Static<typeof ModelHead> { kind: 'onnx'; derived?: DerivedFeature[]; contentHash: string; inputs: OnnxInput[]; outputs: OnnxOutput[]; classes?: string[]; positiveClass?: string }

const { derived: _, ...head } = common;
const ModelHead = Type.Object(head);
const ModelTail = Type.Object(classified);

export const ModelDocument = Type.Union([LinearModel, TreesModel, ScorecardModel, OnnxModel]);
export type ModelDocument = LinearModel | TreesModel | ScorecardModel | OnnxModel;
/** Models that are plain JSON and are scored without waiting. */
export type JsonModel = LinearModel | TreesModel | ScorecardModel;
