import { join } from 'node:path';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Container } from './container.js';
import { apiKeysRoutes } from './features/api-keys/api-keys.routes.js';
import { audienceRoutes } from './features/audience/audience.routes.js';
import { auditRoutes } from './features/audit/audit.routes.js';
import { batchesRoutes } from './features/batches/batches.routes.js';
import { boardsRoutes } from './features/boards/boards.routes.js';
import { campaignsRoutes } from './features/campaigns/campaigns.routes.js';
import { catalogueRoutes } from './features/catalogue/catalogue.routes.js';
import { configurationRoutes } from './features/configuration/configuration.routes.js';
import { contactListsRoutes } from './features/contact-lists/contact-lists.routes.js';
import { contactPoliciesRoutes } from './features/contact-policies/contact-policies.routes.js';
import { customerFactsRoutes } from './features/customers/facts/customer-facts.routes.js';
import { timelineRoutes } from './features/customers/timeline/timeline.routes.js';
import { customersRoutes } from './features/customers/customers.routes.js';
import { datasetsRoutes } from './features/datasets/datasets.routes.js';
import { decisionsRoutes } from './features/decisions/decisions.routes.js';
import { eventsRoutes } from './features/events/events.routes.js';
import { deliveriesRoutes } from './features/deliveries/deliveries.routes.js';
import { exportsRoutes } from './features/exports/exports.routes.js';
import { holdsRoutes } from './features/holds/holds.routes.js';
import { importsRoutes } from './features/imports/imports.routes.js';
import { healthRoutes } from './features/health/health.routes.js';
import { jobsRoutes } from './features/jobs/jobs.routes.js';
import { manualChecksRoutes } from './features/manual-checks/manual-checks.routes.js';
import { modelsRoutes } from './features/models/models.routes.js';
import { overviewRoutes } from './features/overview/overview.routes.js';
import { projectFilesRoutes } from './features/project-files/project-files.routes.js';
import { tableWorkbookRoutes } from './features/project-files/table-workbook.routes.js';
import { projectTemplatesRoutes } from './features/project-templates/project-templates.routes.js';
import { projectsRoutes } from './features/projects/projects.routes.js';
import { publicationActivityRoutes } from './features/publication-activity/publication-activity.routes.js';
import { publicationRunsRoutes } from './features/publication-runs/publication-runs.routes.js';
import { publicationsRoutes } from './features/publications/publications.routes.js';
import { referenceRoutes } from './features/enrichment/reference.routes.js';
import { quotasRoutes } from './features/quotas/quotas.routes.js';
import { registrationRoutes } from './features/registration/versions.routes.js';
import { reportTablesRoutes } from './features/report-tables/report-tables.routes.js';
import { reportFilesRoutes } from './features/report-files/report-files.routes.js';
import { reportSchedulesRoutes } from './features/report-schedules/report-schedules.routes.js';
import { reportMartsRoutes } from './features/report-marts/report-marts.routes.js';
import { reportsRoutes } from './features/reports/reports.routes.js';
import { responsesRoutes } from './features/responses/responses.routes.js';
import { ruleSetsRoutes } from './features/rule-sets/rule-sets.routes.js';
import { runsRoutes } from './features/runs/runs.routes.js';
import { whatIfRoutes } from './features/runs/what-if.routes.js';
import { sessionRoutes } from './features/session/session.routes.js';
import { strategyCallsRoutes } from './features/strategy-calls/strategy-calls.routes.js';
import { strategyCodeRoutes } from './features/strategy-code/strategy-code.routes.js';
import { strategyTestsRoutes } from './features/strategy-tests/strategy-tests.routes.js';
import { sourcesRoutes } from './features/sources/sources.routes.js';
import { teamworkRoutes } from './features/teamwork/teamwork.routes.js';
import { timersPlugin } from './features/timers/timers-plugin.js';
import { tryNodeRoutes } from './features/strategy-calls/try-node.routes.js';
import { usersRoutes } from './features/users/users.routes.js';
import { createServer } from './http/create-server.js';
import { documentationPlugin } from './http/documentation-plugin.js';
import { endingPlugin } from './http/ending-plugin.js';
import { errorPlugin } from './http/error-plugin.js';
import { pagePlugin } from './http/page-plugin.js';
import { protectionPlugin } from './http/protection-plugin.js';
import { requestPlugin } from './http/request-plugin.js';
import { securityPlugin } from './http/security.js';
import { projectRoot } from './project-root.js';

/** Every feature's routes. */
const features: ((container: Container) => FastifyPluginAsyncTypebox)[] = [
  apiKeysRoutes,
  audienceRoutes,
  auditRoutes,
  batchesRoutes,
  boardsRoutes,
  campaignsRoutes,
  catalogueRoutes,
  configurationRoutes,
  contactListsRoutes,
  contactPoliciesRoutes,
  customerFactsRoutes,
  customersRoutes,
  datasetsRoutes,
  decisionsRoutes,
  eventsRoutes,
  deliveriesRoutes,
  exportsRoutes,
  healthRoutes,
  holdsRoutes,
  importsRoutes,
  jobsRoutes,
  manualChecksRoutes,
  modelsRoutes,
  overviewRoutes,
  projectFilesRoutes,
  tableWorkbookRoutes,
  projectTemplatesRoutes,
  projectsRoutes,
  publicationActivityRoutes,
  publicationRunsRoutes,
  publicationsRoutes,
  referenceRoutes,
  quotasRoutes,
  registrationRoutes,
  reportTablesRoutes,
  reportFilesRoutes,
  reportSchedulesRoutes,
  reportMartsRoutes,
  reportsRoutes,
  responsesRoutes,
  ruleSetsRoutes,
  runsRoutes,
  whatIfRoutes,
  sessionRoutes,
  sourcesRoutes,
  strategyCallsRoutes,
  strategyCodeRoutes,
  strategyTestsRoutes,
  teamworkRoutes,
  timelineRoutes,
  timersPlugin,
  tryNodeRoutes,
  usersRoutes,
];

const bodyLimitBytes = 32 * 2 ** 20;

/** Builds the HTTP application; it never listens by itself. */
export async function buildApp(container: Container): Promise<FastifyInstance> {
  const { config, metrics, log, version } = container;
  const app = createServer({ log, bodyLimitBytes, trustedProxies: config.trustedProxies, checkReplies: config.checkReplies });
  await app.register(errorPlugin);
  await app.register(endingPlugin);
  await app.register(requestPlugin, { metrics });
  await app.register(protectionPlugin, { shedLoad: !config.checkReplies, mostUnderWay: config.requestsUnderWay });
  await app.register(cookie);
  await app.register(securityPlugin, { container });
  await app.register(multipart, { limits: { fileSize: config.uploadLimitBytes, files: 1, fields: 20, fieldSize: 2 ** 20 } });
  await app.register(documentationPlugin, { version });
  for (const routes of features) await app.register(routes(container));
  await app.register(pagePlugin, { folder: join(projectRoot, 'ui', 'dist') });
  return app;
}
