import type { ReportModel, ReportPart } from '@arbiter/contracts';
import { channelsToCsv, healthToCsv, limitsToCsv, seriesToCsv, toCsv } from '@arbiter/reports/control-vs-target/index';

/** Parts of a report that can be taken as a file. */
export const csvParts: Record<ReportPart, (model: ReportModel) => string> = { metrics: toCsv, cumulative: seriesToCsv, channels: channelsToCsv, limits: limitsToCsv, health: healthToCsv };
