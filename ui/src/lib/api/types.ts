import type { AttributeType, CampaignState, ContactPolicyDocument, Decision, DecisionStep, Fault, Goal, Import, Title } from '@arbiter/contracts';

/** Shapes of answers that only the page reads; those shared with other packages stand in contracts. */

export interface Overview {
  customers: number;
  /** Billed, due and unpaid; null without invoices. */
  overdueMinor: number | null;
  candidates: number;
  contacts: number;
  responses: number;
  decisions: number;
  campaigns: Record<CampaignState, number>;
  runs: number;
  imports: { last: Pick<Import, 'id' | 'fileName' | 'state' | 'createdAt'> | null };
  demo: boolean;
  currency: string;
}

export interface DatasetSummary {
  id: string;
  title: Title;
  fields: { name: string; type: AttributeType; title: Title; key?: boolean; required?: boolean }[];
  rows: number;
  updatedAt: string | null;
}

export interface AttributeValues {
  values: { value: string; count: number }[];
  min?: number | string;
  max?: number | string;
  missing: number;
}

export interface FolderFile {
  name: string;
  sizeBytes: number;
  modifiedAt: string;
}

export interface ScoreSet {
  scoreSet: string;
  candidates: number;
  customers: number;
  actions: number;
  actionIds: string[];
}

export interface CampaignSummary {
  id: string;
  name: string;
  state: CampaignState;
  origin: 'own' | 'imported';
  goal: Goal;
  startsOn: string;
  weeks: number;
  updatedAt: string;
  approvedRunId: string | null;
  hasReport: boolean;
}

export interface AudienceCount {
  count: number;
  total: number;
  tookMs: number;
}

export interface AudiencePower {
  control: number;
  target: number;
  strata: { stratum: string; control: number; target: number }[];
  mdeProportion: { baseRate: number; effect: number } | null;
  mdeMeanInSd: number | null;
  tooSmall: boolean;
}

export interface PlanRow {
  customerId: string;
  period: number;
  actionId: string;
  channel: string;
  segment: string;
  valueMinor: number;
  costMinor: number;
}

export interface ContactList {
  channel: string;
  count: number;
  weeks: { week: number; startsOn: string; count: number }[];
}

export interface RuleSetSummary {
  id: string;
  name: string;
  version: number;
  updatedAt: string;
}

export interface RuleSet {
  id: string;
  name: string;
  version: number;
  document: unknown;
}

export interface RuleSetCheck {
  ok: boolean;
  faults: Fault[];
  warnings?: Fault[];
}

export interface DecisionRecord {
  decision: Decision;
  facts: unknown;
  trace?: DecisionStep[];
  /** Versions that are not kept any more. */
  gone?: string[];
}

/** A recorded decision that was made once more. */
export interface Replay {
  same: boolean;
  difference: { path: string }[];
  gone: string[];
  asksOutside: boolean;
}

export interface CustomerCard {
  /** Null when only history is known of the customer. Money in minor units. */
  profile: { customerId: string; attributes: Record<string, string | number | boolean | string[] | null> } | null;
  contacts: { contactId: string; campaignId: string; actionId: string; channel: string; stage: string; status: string; at: string }[];
  responses: { responseId: string; campaignId: string; decisionId: string; kind: string; amountMinor: number; at: string }[];
  decisions: { decisionId: string; campaignId: string; outcome: string; source: string; actionId: string; channel: string; arm: string; at: string }[];
  balances: { invoicedMinor: number; paidMinor: number; overdueMinor: number };
}

export interface RuleSetTrial {
  ok: boolean;
  events: { type: string; params?: Record<string, unknown> }[];
  failureEvents: { type: string; params?: Record<string, unknown> }[];
  error: { code: string; fact?: string; message: string } | null;
}

export interface Readiness {
  ok: boolean;
  components: { name: string; engine: string; ok: boolean; latencyMs: number; error?: string }[];
  /** What has not reached the analytical store yet; null where the journal does not answer. */
  journal: { waiting: number; behindSeconds: number | null; limit: number; failingSince: string | null } | null;
}

/** As much of JSON Schema as the documents of real time are written in. */
export interface JsonSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  description?: string;
}

export interface DocumentVersion { version: number; document: unknown; author: string | null; createdAt: string }

export interface PolicyTemplate { id: string; title: Title; description: Title; document: ContactPolicyDocument }
export interface PolicyCheck { ok: boolean; faults: Fault[]; tests: { name: string; ok: boolean; expected: string | null; actual: string | null }[] }
