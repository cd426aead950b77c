import type { Action, ApiKey, Attribute, AuditEntry, Campaign, CampaignDraft, Channel, ComparedCustomers, Condition, ConfigurationEntry, ConfigurationKind, Decision, DecisionRequest, Delivery, DeliveryStatus, DeliverySummary, ExportWish, Fault, Import, ImportPreview, ImportSettings, Job, KeyScope, Language, QuotaUse, Role, Run, RunComparison, SessionInfo, Timeline, User, WhatIfCurve, WhatIfRequest } from '@arbiter/contracts';
import type { GlobalControlReport, ReportModel, ReportSql } from '@arbiter/contracts/report-model';
import { request } from './client.js';
import { problemOf } from './problem.js';
import type * as T from './types.js';

const at = encodeURIComponent;

/** Every address of the API that the page uses, with the shapes that go in and come out. */
export const api = {
  session: () => request<SessionInfo>('GET', '/v1/session'),
  signIn: (body: { login: string; password: string }) => request<unknown>('POST', '/v1/session', { body }),
  signOut: () => request<void>('DELETE', '/v1/session'),
  setup: (body: { login: string; password: string; token: string }) => request<unknown>('POST', '/v1/setup', { body }),

  overview: () => request<T.Overview>('GET', '/v1/overview'),
  readiness: async (): Promise<T.Readiness> => {
    const response = await fetch('/health/ready');
    // 503 carries the same shape: it says which component is down.
    if (!response.ok && response.status !== 503) throw await problemOf(response);
    return response.json() as Promise<T.Readiness>;
  },

  jobs: (query: { subjectId?: string; kind?: string }) => request<Job[]>('GET', '/v1/jobs', { query }),
  job: (id: string) => request<Job>('GET', `/v1/jobs/${at(id)}`),
  cancelJob: (id: string) => request<unknown>('POST', `/v1/jobs/${at(id)}/cancel`, { body: {} }),
  /** A run of the optimiser ends with the best plan so far. */
  endJobEarly: (id: string) => request<unknown>('POST', `/v1/jobs/${at(id)}/end-early`, { body: {} }),

  datasets: () => request<T.DatasetSummary[]>('GET', '/v1/datasets'),
  attributes: () => request<Attribute[]>('GET', '/v1/attributes'),
  attributeValues: (name: string, query: { search?: string; limit?: number } = {}, signal?: AbortSignal) => request<T.AttributeValues>('GET', `/v1/attributes/${at(name)}/values`, { query, signal }),

  imports: () => request<Import[]>('GET', '/v1/imports'),
  importById: (id: string) => request<Import>('GET', `/v1/imports/${at(id)}`),
  importFolder: () => request<T.FolderFile[]>('GET', '/v1/imports/folder'),
  importFromFolder: (fileName: string) => request<Import>('POST', '/v1/imports/from-folder', { body: { fileName } }),
  previewImport: (id: string, settings: Partial<ImportSettings>, signal?: AbortSignal) => request<ImportPreview>('POST', `/v1/imports/${at(id)}/preview`, { body: { settings }, signal }),
  startImport: (id: string, settings: ImportSettings) => request<{ import: Import; job: Job }>('POST', `/v1/imports/${at(id)}/start`, { body: { settings } }),
  deleteImport: (id: string) => request<void>('DELETE', `/v1/imports/${at(id)}`),
  rejectsAddress: (id: string) => `/v1/imports/${at(id)}/rejects`,

  channels: () => request<Channel[]>('GET', '/v1/channels'),
  saveChannel: (channel: Channel) => request<Channel>('PUT', `/v1/channels/${at(channel.id)}`, { body: channel }),
  deleteChannel: (id: string) => request<void>('DELETE', `/v1/channels/${at(id)}`),
  actions: () => request<Action[]>('GET', '/v1/actions'),
  saveAction: (action: Action) => request<Action>('PUT', `/v1/actions/${at(action.id)}`, { body: action }),
  deleteAction: (id: string) => request<void>('DELETE', `/v1/actions/${at(id)}`),
  scoreSets: () => request<T.ScoreSet[]>('GET', '/v1/score-sets'),

  ruleSets: () => request<T.RuleSetSummary[]>('GET', '/v1/rule-sets'),
  ruleSet: (id: string) => request<T.RuleSet>('GET', `/v1/rule-sets/${at(id)}`),
  createRuleSet: (body: { name: string; document: unknown }) => request<T.RuleSet>('POST', '/v1/rule-sets', { body }),
  saveRuleSet: (id: string, body: { name: string; document: unknown; version: number }) => request<T.RuleSet>('PUT', `/v1/rule-sets/${at(id)}`, { body }),
  checkRuleSet: (document: unknown) => request<T.RuleSetCheck>('POST', '/v1/rule-sets/check', { body: { document } }),
  tryRuleSet: (id: string, facts: Record<string, unknown>) => request<T.RuleSetTrial>('POST', `/v1/rule-sets/${at(id)}/try`, { body: { facts } }),

  countAudience: (condition: Condition, signal?: AbortSignal) => request<T.AudienceCount>('POST', '/v1/audience/count', { body: { condition }, signal }),
  audiencePower: (body: { condition: Condition; share: number; stratifyBy?: string; baseRate?: number; campaignId?: string; salt?: string }, signal?: AbortSignal) => request<T.AudiencePower>('POST', '/v1/audience/power', { body, signal }),

  campaigns: () => request<T.CampaignSummary[]>('GET', '/v1/campaigns'),
  campaign: (id: string) => request<Campaign>('GET', `/v1/campaigns/${at(id)}`),
  createCampaign: (draft: CampaignDraft) => request<Campaign & { warnings: Fault[] }>('POST', '/v1/campaigns', { body: { draft } }),
  saveCampaign: (id: string, draft: CampaignDraft, version: number) => request<Campaign & { warnings: Fault[] }>('PUT', `/v1/campaigns/${at(id)}`, { body: { draft, version } }),
  checkCampaign: (draft: CampaignDraft) => request<{ faults: (Fault & { severity: 'refused' | 'before-run' })[] }>('POST', '/v1/campaigns/check', { body: { draft } }),
  copyCampaign: (id: string) => request<Campaign>('POST', `/v1/campaigns/${at(id)}/copy`, { body: {} }),
  deleteCampaign: (id: string) => request<void>('DELETE', `/v1/campaigns/${at(id)}`),
  approveCampaign: (id: string, runId: string, version: number) => request<Campaign>('POST', `/v1/campaigns/${at(id)}/approve`, { body: { runId, version } }),
  launchCampaign: (id: string, version: number) => request<Campaign & { job: Job }>('POST', `/v1/campaigns/${at(id)}/launch`, { body: { version } }),
  moveCampaign: (id: string, move: 'reopen' | 'pause' | 'resume' | 'finish', version: number) => request<Campaign>('POST', `/v1/campaigns/${at(id)}/${move}`, { body: { version } }),

  startRun: (campaignId: string, wish: { stayCloseTo?: string; keep?: number; changeCostMinor?: number } = {}) => request<Run>('POST', `/v1/campaigns/${at(campaignId)}/runs`, { body: wish }),
  runs: (campaignId: string) => request<Run[]>('GET', `/v1/campaigns/${at(campaignId)}/runs`),
  run: (id: string) => request<Run>('GET', `/v1/runs/${at(id)}`),
  compareRuns: (a: string, b: string) => request<RunComparison>('GET', '/v1/runs/compare', { query: { a, b } }),
  /** An action of null is nothing; the client leaves empty values out, so they are written here. */
  comparedCustomers: ({ a, b, actionA, actionB, offset, limit }: { a: string; b: string; actionA: string | null; actionB: string | null; offset: number; limit: number }) => request<ComparedCustomers>('GET', `/v1/runs/compare/customers?actionA=${at(actionA ?? '')}&actionB=${at(actionB ?? '')}&${new URLSearchParams({ a, b, offset: String(offset), limit: String(limit) })}`),
  whatIfs: (runId: string) => request<WhatIfCurve[]>('GET', `/v1/runs/${at(runId)}/what-if`),
  askWhatIf: (runId: string, body: WhatIfRequest) => request<Job>('POST', `/v1/runs/${at(runId)}/what-if`, { body }),
  planRows: (id: string, query: { offset: number; limit: number; channel?: string; segment?: string; action?: string }) => request<{ rows: T.PlanRow[]; total: number }>('GET', `/v1/runs/${at(id)}/plan`, { query }),
  problemAddress: (id: string) => `/v1/runs/${at(id)}/problem`,

  contactLists: (campaignId: string) => request<T.ContactList[]>('GET', `/v1/campaigns/${at(campaignId)}/contact-lists`),
  contactListAddress: (campaignId: string, channel: string, week?: number) => `/v1/campaigns/${at(campaignId)}/contact-lists/${at(channel)}?excel=1${week === undefined ? '' : `&week=${week}`}`,

  createExport: (campaignId: string, wish: ExportWish) => request<Job>('POST', `/v1/campaigns/${at(campaignId)}/exports`, { body: wish }),
  exportFileAddress: (id: string) => `/v1/exports/${at(id)}/file`,
  deleteExport: (id: string) => request<void>('DELETE', `/v1/exports/${at(id)}`),

  /** `query` as the report's address writes it: filters may repeat, so it comes ready made. */
  report: (campaignId: string, query: string, signal?: AbortSignal) => request<ReportModel>('GET', `/v1/campaigns/${at(campaignId)}/report${query}`, { signal }),
  /** `query` as above, with `of` in it. */
  reportSql: (campaignId: string, query: string, signal?: AbortSignal) => request<ReportSql>('GET', `/v1/campaigns/${at(campaignId)}/report/sql${query}`, { signal }),
  globalControl: (query: { from: string; before: string }, signal?: AbortSignal) => request<GlobalControlReport>('GET', '/v1/reports/global-control', { query, signal }),

  decide: (body: DecisionRequest) => request<Decision>('POST', '/v1/decisions', { body }),
  decision: (id: string) => request<T.DecisionRecord>('GET', `/v1/decisions/${at(id)}`),
  replayDecision: (id: string) => request<T.Replay>('POST', `/v1/decisions/${at(id)}/replay`, { body: {} }),
  timeline: (id: string, query: { kinds?: string; cursor?: string; limit?: number }) => request<Timeline>('GET', `/v1/customers/${at(id)}/timeline`, { query }),
  customer: (id: string) => request<T.CustomerCard>('GET', `/v1/customers/${at(id)}`),

  configurationSchemas: () => request<Record<ConfigurationKind | 'action', T.JsonSchema>>('GET', '/v1/configuration-schemas'),
  documents: (kind: ConfigurationKind) => request<ConfigurationEntry[]>('GET', `/v1/${kind}`),
  document: (kind: ConfigurationKind, id: string) => request<ConfigurationEntry>('GET', `/v1/${kind}/${at(id)}`),
  saveDocument: (kind: ConfigurationKind, id: string, body: { version: number; document: unknown }) => request<ConfigurationEntry>('PUT', `/v1/${kind}/${at(id)}`, { body }),
  deleteDocument: (kind: ConfigurationKind, id: string, version: number) => request<void>('DELETE', `/v1/${kind}/${at(id)}`, { query: { version } }),
  documentVersions: (kind: ConfigurationKind, id: string) => request<T.DocumentVersion[]>('GET', `/v1/${kind}/${at(id)}/versions`),
  restoreDocument: (kind: ConfigurationKind, id: string, body: { version: number; restore: number }) => request<ConfigurationEntry>('POST', `/v1/${kind}/${at(id)}/restore`, { body }),

  policyTemplates: () => request<T.PolicyTemplate[]>('GET', '/v1/contact-policy-templates'),
  checkPolicy: (document: unknown) => request<T.PolicyCheck>('POST', '/v1/contact-policies/check', { body: { document } }),

  quotasUse: () => request<{ uses: QuotaUse[] }>('GET', '/v1/quotas-use'),
  deliveriesSummary: () => request<DeliverySummary>('GET', '/v1/deliveries/summary'),
  deliveries: (query: { status?: DeliveryStatus; channel?: string; customerId?: string; limit?: number }) => request<Delivery[]>('GET', '/v1/deliveries', { query }),
  retryDelivery: (id: string) => request<Delivery>('POST', `/v1/deliveries/${at(id)}/retry`, { body: {} }),
  giveUpDelivery: (id: string) => request<Delivery>('POST', `/v1/deliveries/${at(id)}/give-up`, { body: {} }),

  users: () => request<User[]>('GET', '/v1/users'),
  createUser: (body: { login: string; password: string; role: Role; language: Language }) => request<User>('POST', '/v1/users', { body }),
  updateUser: (id: string, body: { password?: string; role?: Role; language?: Language }) => request<User>('PATCH', `/v1/users/${at(id)}`, { body }),
  deleteUser: (id: string) => request<void>('DELETE', `/v1/users/${at(id)}`),
  apiKeys: () => request<ApiKey[]>('GET', '/v1/api-keys'),
  createApiKey: (body: { name: string; scopes: KeyScope[] }) => request<ApiKey & { key: string }>('POST', '/v1/api-keys', { body }),
  revokeApiKey: (id: string) => request<void>('DELETE', `/v1/api-keys/${at(id)}`),
  audit: () => request<AuditEntry[]>('GET', '/v1/audit'),
};
