import type { Action, ActionDetails, BatchMethod, BatchSource, CampaignDraft, CampaignFacts, CampaignState, Channel, ConfigurationKind, ExportWish, Import, ImportSettings, JobKind, JobState, RunResult, SourceSettings, TestCaseDraft, Title, WhatIfPoint, WhatIfRequest } from '@arbiter/contracts';
import type { AnnotationDocument, AttributeType, CheckQueueDocument, CheckState, CheckVerdict, ManualCheck, Environment, ItemKind, ItemState, PresencePlace, ReviewVerdict, PublicationOrigin, PublicationSettings, PublicationState, RegistrationCheckResult, ReportScheduleDocument, SendingRecipient } from '@arbiter/contracts';
import type { ColumnType, Generated } from 'kysely';

type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
type Instant = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export interface Failure { code: string; detail: string }

export interface UsersTable { id: string; login: string; password_hash: string | null; role: string; language: string; created_at: Instant }
export interface SessionsTable { token_hash: string; user_id: string; csrf_token: string; created_at: Instant; expires_at: ColumnType<Date, Date, Date> }
export interface ApiKeysTable { id: string; name: string; key_hash: string; scopes: Json<string[]>; created_at: Instant; revoked_at: NullableInstant; last_used_at: NullableInstant }
export interface ChannelsTable { id: string; title: Json<Title>; position: Generated<number> }
export interface ActionsTable { id: string; title: Json<Title>; channel: Channel['id']; stage: Action['stage']; cost_minor: number; details: ColumnType<ActionDetails, string | undefined, string>; position: Generated<number> }
export interface AttributesTable { name: string; type: AttributeType; title: Json<Title>; created_at: Instant }
export interface RuleSetsTable { id: string; name: string; version: number; document: Json<unknown>; created_at: Instant }
export interface RuleSetVersionsTable { rule_set_id: string; version: number; document: Json<unknown>; created_at: Instant }
export interface CampaignsTable { id: string; draft: Json<CampaignDraft>; facts: NullableJson<CampaignFacts>; origin: 'own' | 'imported'; state: CampaignState; version: number; approved_run_id: string | null; launched_at: NullableInstant; created_at: Instant; updated_at: Instant }
export interface RunsTable { id: string; campaign_id: string; number: number; state: string; job_id: string; draft: Json<CampaignDraft>; problem: NullableJson<unknown>; result: NullableJson<RunResult>; error: NullableJson<Failure>; created_at: Instant; ended_at: NullableInstant }
export interface WhatIfCurvesTable { id: string; run_id: string; constraint_id: string; wish: Json<WhatIfRequest>; wish_key: string; job_id: string; points: NullableJson<WhatIfPoint[]>; created_at: Instant }
export interface JobsTable { id: string; kind: JobKind; subject_id: string; state: JobState; progress: Json<{ done: number; step: string; details?: Record<string, unknown> }>; error: NullableJson<Failure>; cancel_requested: Generated<boolean>; end_requested: Generated<boolean>; attempt: Generated<number>; worker_id: string | null; heartbeat_at: NullableInstant; created_at: Instant; started_at: NullableInstant; ended_at: NullableInstant }
export interface ImportsTable { id: string; file_name: string; size_bytes: number; content_hash: string; state: Import['state']; settings: NullableJson<ImportSettings>; job_id: string | null; campaign_id: string | null; rows: Json<Import['rows']>; error: NullableJson<Failure>; created_at: Instant }
export interface ExportsTable { id: string; campaign_id: string; job_id: string; wish: Json<ExportWish>; file_name: string; created_by: string | null; rows: number | null; size_bytes: number | null; created_at: Instant; finished_at: NullableInstant }
export interface ProjectsTable { id: string; name: string; description: string; owner: string | null; tags: Json<string[]>; revision: number; archived_at: NullableInstant; deleted_at: NullableInstant; created_at: Instant; updated_at: Instant }
export interface ItemsTable { id: string; project_id: string; kind: ItemKind; name: string; description: string; draft: Json<unknown>; revision: number; latest_version: Generated<number>; faults: Generated<number>; warnings: Generated<number>; deleted_at: NullableInstant; created_at: Instant; updated_at: Instant; updated_by: string | null }
export interface ItemConflictsTable { id: string; item_id: string; base_revision: number; document: Json<unknown>; note: string; author: string | null; created_at: Instant }
export interface ItemVersionsTable { item_id: string; version: number; kind: ItemKind; content_hash: string; document: Json<unknown>; author: string | null; comment: string; checks: Json<RegistrationCheckResult[]>; created_at: Instant }
export interface VersionReferencesTable { item_id: string; version: number; target_id: string; target_version: number }
export interface DraftReferencesTable { item_id: string; target_id: string; target_version: number }
/** States of drafts that are kept; see the feature `teamwork`. */
export interface ItemStatesTable { item_id: string; revision: number; document: Json<unknown>; author: string | null; origin: ItemState['origin']; restored: number | null; saves: Generated<number>; name: Generated<string>; faults: Generated<number>; first_at: Instant; at: Instant }
export interface ItemEditorsTable { item_id: string; author: string; at: Instant }
export interface ItemPresenceTable { item_id: string; session: string; user_id: string | null; place: Json<PresencePlace>; since: Instant; seen_at: Instant }
export interface ItemDiscussionsTable { item_id: string; changes: Generated<number> }
export interface ItemThreadsTable { id: string; item_id: string; node: string | null; resolved_by: string | null; resolved_at: NullableInstant; created_at: Instant }
export interface ItemCommentsTable { id: string; thread_id: string; author: string | null; text: string; deleted: Generated<boolean>; at: Instant; edited_at: NullableInstant }
/** `content` tells whether a draft says the same, see `content-mark.ts`. */
export interface ItemReviewsTable { id: string; item_id: string; revision: number; content: string; document: Json<unknown>; requested_by: string | null; note: string; withdrawn: Generated<boolean>; at: Instant }
export interface ItemReviewVerdictsTable { review_id: string; author: string; verdict: ReviewVerdict; note: string; at: Instant }
export interface ProjectApprovalsTable { project_id: string; needed: boolean; changed_by: string | null; changed_at: Instant }
export interface PublicationsTable { id: string; endpoint: string; environment: Environment; state: PublicationState; revision: number; created_at: Instant; updated_at: Instant }
export interface PublicationRevisionsTable { publication_id: string; revision: number; settings: Json<PublicationSettings>; state: PublicationState; origin: PublicationOrigin; restored: number | null; author: string | null; comment: string; created_at: Instant }
export interface PublicationTargetsTable { publication_id: string; revision: number; item_id: string; version: number }
export interface PublicationRunsTable { id: string; publication_id: string; revision: number; due_at: NullableInstant; batch_id: string | null; error: NullableJson<Failure>; started_by: string | null; started_at: Instant }
export interface BatchesTable { id: string; job_id: string; strategy_id: string; strategy_version: number; strategy_hash: string; source: Json<BatchSource>; key_column: string | null; columns: Json<Record<string, string>>; wished_method: BatchMethod; method: 'threads' | 'sql' | null; method_reason: string | null; time_zone: string; now_at: ColumnType<Date, Date, Date>; rows: number | null; unreadable: number | null; part_rows: number | null; prepared_at: NullableInstant; created_by: string | null; created_at: Instant; ended_at: NullableInstant }
export interface BatchPartsTable { batch_id: string; number: number; state: 'waiting' | 'running' | 'done'; job_id: string | null; attempts: Generated<number>; answered: Generated<number>; rejected: Generated<number> }
export interface TestCasesTable { id: string; item_id: string; position: number; document: Json<TestCaseDraft>; created_at: Instant; updated_at: Instant }
export interface TestPoliciesTable { item_id: string; blocks_registration: boolean; least_coverage: number }
export interface SourcesTable { name: string; description: string; settings: Json<SourceSettings>; version: number; created_at: Instant; updated_at: Instant }
export interface ModelFilesTable { content_hash: string; size_bytes: number; created_at: Instant }
export interface ModelFilePartsTable { content_hash: string; number: number; bytes: Uint8Array }
export interface ConfigurationTable { kind: ConfigurationKind; id: string; version: number; deleted: Generated<boolean>; updated_at: Instant }
export interface ConfigurationVersionsTable { kind: ConfigurationKind; id: string; version: number; document: NullableJson<unknown>; author: string | null; created_at: Instant }
/** What decisions were made by besides versions: the catalogue of that time. */
export interface DecisionSettingsTable { hash: string; document: Json<unknown>; created_at: Instant }
/** A campaign as one load gave it to the decision path. */
export interface LaunchedDefinitionsTable { campaign_id: string; load: string; document: Json<unknown>; created_at: Instant }
/** Boards and saved questions of people; those that come with the product are code. */
export interface ReportDocumentsTable { id: string; kind: 'board' | 'saved-query'; owner: string | null; shared: boolean; version: number; document: Json<unknown>; created_at: Instant; updated_at: Instant }
export interface AnnotationsTable { id: string; owner: string | null; starts_on: string; ends_on: string; campaign_id: string | null; document: Json<AnnotationDocument>; created_at: Instant }
export interface ReportSchedulesTable { id: string; owner: string | null; version: number; document: Json<ReportScheduleDocument>; next_at: NullableInstant; created_at: Instant; updated_at: Instant }
export interface ReportSendingsTable { id: string; schedule_id: string; due_at: NullableInstant; state: 'waiting' | 'making' | 'sending' | 'sent' | 'failed' | 'unknown'; detail: string; recipients: Json<SendingRecipient[]>; attempts: Generated<number>; taken_by: string | null; beat_at: NullableInstant; asked_by: string | null; created_at: Instant; ended_at: NullableInstant }
export interface CheckQueuesTable { id: string; version: number; document: Json<CheckQueueDocument>; created_at: Instant; updated_at: Instant; deleted_at: NullableInstant }
export interface ManualChecksTable { id: string; queue_id: string; revision: Generated<number>; state: CheckState; subject: string; decision: string; reason_codes: Json<string[]>; amount: number | null; strategy: Json<ManualCheck['strategy']>; input: NullableJson<unknown>; outputs: NullableJson<unknown>; taken_by: string | null; taken_until: NullableInstant; due_at: Instant; created_at: Instant; first_verdict: NullableJson<CheckVerdict>; second_verdict: NullableJson<CheckVerdict>; verdict: string | null; decided_at: NullableInstant; notes: Json<ManualCheck['notes']>; label_written_at: NullableInstant }
export interface SettingsTable { key: string; value: Json<unknown> }
export interface AuditTable { id: Generated<string>; at: Instant; user_id: string | null; action: string; subject: string; details: NullableJson<unknown> }

/** The repository: what people make and administer. Facts in bulk live in the analytical store. */
export interface Database {
  users: UsersTable;
  sessions: SessionsTable;
  api_keys: ApiKeysTable;
  channels: ChannelsTable;
  actions: ActionsTable;
  attributes: AttributesTable;
  rule_sets: RuleSetsTable;
  rule_set_versions: RuleSetVersionsTable;
  campaigns: CampaignsTable;
  runs: RunsTable;
  what_if_curves: WhatIfCurvesTable;
  jobs: JobsTable;
  imports: ImportsTable;
  exports: ExportsTable;
  projects: ProjectsTable;
  items: ItemsTable;
  item_conflicts: ItemConflictsTable;
  item_versions: ItemVersionsTable;
  item_states: ItemStatesTable;
  item_editors: ItemEditorsTable;
  item_presence: ItemPresenceTable;
  item_discussions: ItemDiscussionsTable;
  item_threads: ItemThreadsTable;
  item_comments: ItemCommentsTable;
  item_reviews: ItemReviewsTable;
  item_review_verdicts: ItemReviewVerdictsTable;
  project_approvals: ProjectApprovalsTable;
  model_files: ModelFilesTable;
  model_file_parts: ModelFilePartsTable;
  version_references: VersionReferencesTable;
  draft_references: DraftReferencesTable;
  publications: PublicationsTable;
  publication_revisions: PublicationRevisionsTable;
  publication_targets: PublicationTargetsTable;
  publication_runs: PublicationRunsTable;
  batches: BatchesTable;
  batch_parts: BatchPartsTable;
  test_cases: TestCasesTable;
  test_policies: TestPoliciesTable;
  sources: SourcesTable;
  configuration: ConfigurationTable;
  configuration_versions: ConfigurationVersionsTable;
  decision_settings: DecisionSettingsTable;
  launched_definitions: LaunchedDefinitionsTable;
  report_documents: ReportDocumentsTable;
  annotations: AnnotationsTable;
  report_schedules: ReportSchedulesTable;
  report_sendings: ReportSendingsTable;
  check_queues: CheckQueuesTable;
  manual_checks: ManualChecksTable;
  settings: SettingsTable;
  audit: AuditTable;
}
