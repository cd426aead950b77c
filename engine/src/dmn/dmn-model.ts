import type { XmlElement, XmlPosition } from './read-xml.js';

/**
 * A DMN file as data (Decision Model and Notation 1.5, OMG formal/2024-01, chapters 6 to 10). Names stand as in the file, normalised
 * white space aside. `at` is where a thing stood in the file it was read from; made models leave it out.
 */
export interface DmnModel {
  name: string;
  namespace: string;
  id?: string;
  description?: string;
  exporter?: string;
  exporterVersion?: string;
  imports: DmnImport[];
  itemDefinitions: ItemDefinition[];
  inputData: InputData[];
  decisions: Decision[];
  knowledgeModels: BusinessKnowledgeModel[];
  services: DecisionService[];
  knowledgeSources: KnowledgeSource[];
  /** Elements that have no meaning for the evaluation, as they stood: diagrams, text annotations, organisational units. */
  kept: XmlElement[];
  at?: XmlPosition;
}

export interface Named {
  name: string;
  id?: string;
  label?: string;
  description?: string;
  at?: XmlPosition;
}

/** Another model whose elements are read as `name.element`. `kind` is the URI of the imported language. */
export interface DmnImport extends Named { namespace: string; importType: string; locationURI?: string }

/** A type by its name, such as `number`, `tLoan` or `imported.tLoan`. */
export type TypeRef = string;

/** A named and typed value. */
export interface InformationItem extends Named { typeRef?: TypeRef }

export interface ItemDefinition extends Named {
  typeRef?: TypeRef;
  isCollection: boolean;
  /** Unary tests that every value (of a collection: every element) must pass. */
  allowedValues?: UnaryTests;
  /** Unary tests over the whole value, as `?` (DMN 1.5). */
  typeConstraint?: UnaryTests;
  components: ItemDefinition[];
  functionItem?: { parameters: InformationItem[]; outputTypeRef?: TypeRef; at?: XmlPosition };
}

export interface UnaryTests { text: string; expressionLanguage?: string; at?: XmlPosition }

export interface InputData extends Named { variable: InformationItem }

/** What a decision or a knowledge model needs, by reference: `#id` here, `namespace#id` in an imported model. */
export interface Requirements {
  requiredDecisions: Reference[];
  requiredInputs: Reference[];
  requiredKnowledge: Reference[];
  requiredAuthorities: Reference[];
}

export interface Reference { href: string; /** Of the requirement, which diagrams refer to. */ id?: string; at?: XmlPosition }

export interface Decision extends Named, Requirements {
  variable: InformationItem;
  question?: string;
  allowedAnswers?: string;
  /** Absent where the file holds none: such a decision is always null. */
  expression?: DmnExpression;
}

export interface BusinessKnowledgeModel extends Named {
  variable: InformationItem;
  requiredKnowledge: Reference[];
  requiredAuthorities: Reference[];
  logic?: FunctionDefinition;
}

export interface DecisionService extends Named {
  variable: InformationItem;
  outputDecisions: Reference[];
  encapsulatedDecisions: Reference[];
  inputDecisions: Reference[];
  inputData: Reference[];
}

export interface KnowledgeSource extends Named { type?: string; locationURI?: string; requiredAuthorities: Reference[]; requiredDecisions: Reference[]; requiredInputs: Reference[] }

export interface ExpressionBase { id?: string; label?: string; description?: string; typeRef?: TypeRef; at?: XmlPosition }

export interface LiteralExpression extends ExpressionBase {
  kind: 'literal';
  text: string;
  /** URI of the language; FEEL where it is absent. */
  expressionLanguage?: string;
  /** Where the text begins, for positions of faults inside it. */
  textAt?: XmlPosition;
}

export const hitPolicies = ['UNIQUE', 'FIRST', 'PRIORITY', 'ANY', 'COLLECT', 'RULE ORDER', 'OUTPUT ORDER'] as const;
export type HitPolicy = (typeof hitPolicies)[number];
export const aggregations = ['SUM', 'COUNT', 'MIN', 'MAX'] as const;
export type Aggregation = (typeof aggregations)[number];

export interface DecisionTable extends ExpressionBase {
  kind: 'decision-table';
  hitPolicy: HitPolicy;
  aggregation?: Aggregation;
  outputLabel?: string;
  preferredOrientation?: string;
  inputs: { id?: string; label?: string; description?: string; expression: LiteralExpression; values?: UnaryTests; at?: XmlPosition }[];
  outputs: { id?: string; name?: string; label?: string; description?: string; typeRef?: TypeRef; values?: UnaryTests; defaultEntry?: LiteralExpression; at?: XmlPosition }[];
  annotations: { name: string }[];
  rules: { id?: string; description?: string; inputs: (UnaryTests & { id?: string })[]; outputs: LiteralExpression[]; annotations: string[]; at?: XmlPosition }[];
}

export interface ContextExpression extends ExpressionBase {
  kind: 'context';
  /** An entry without a variable is the result of the whole context. */
  entries: { id?: string; variable?: InformationItem; expression: DmnExpression; at?: XmlPosition }[];
}

export interface ListExpression extends ExpressionBase { kind: 'list'; items: DmnExpression[] }
export interface RelationExpression extends ExpressionBase { kind: 'relation'; columns: InformationItem[]; rows: { id?: string; cells: DmnExpression[]; at?: XmlPosition }[] }
export interface InvocationExpression extends ExpressionBase { kind: 'invocation'; called: DmnExpression; bindings: { parameter: InformationItem; expression?: DmnExpression }[] }

export interface FunctionDefinition extends ExpressionBase {
  kind: 'function';
  language: 'FEEL' | 'Java' | 'PMML';
  parameters: InformationItem[];
  body?: DmnExpression;
}

export interface ConditionalExpression extends ExpressionBase { kind: 'conditional'; if: DmnExpression; then: DmnExpression; else: DmnExpression }
export interface FilterExpression extends ExpressionBase { kind: 'filter'; in: DmnExpression; match: DmnExpression }
/** `return` goes with `for`, else it is the condition of `some` and `every`. */
export interface IteratorExpression extends ExpressionBase { kind: 'for' | 'some' | 'every'; variable: string; in: DmnExpression; body: DmnExpression }

export type DmnExpression =
  | LiteralExpression
  | DecisionTable
  | ContextExpression
  | ListExpression
  | RelationExpression
  | InvocationExpression
  | FunctionDefinition
  | ConditionalExpression
  | FilterExpression
  | IteratorExpression;

/** The same without positions and kept foreign elements: what two models are compared by. */
export function comparableModel(model: DmnModel): unknown {
  return JSON.parse(JSON.stringify(model, (key, value: unknown) => (key === 'at' || key === 'textAt' || key === 'kept' ? undefined : value)));
}
