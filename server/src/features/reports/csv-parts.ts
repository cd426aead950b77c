import type { ReportModel, ReportPart } from '@arbiter/contracts';
import {
  channelsToCsv, complierToCsv, contactCurveToCsv, cureToCsv, cutsToCsv, funnelToCsv, healthToCsv, limitsToCsv, powerToCsv, profitToCsv, rollRatesToCsv, seriesToCsv, timeToCsv, toCsv, turnoverToCsv, upliftToCsv,
} from '@arbiter/reports/control-vs-target/index';

/** Parts of a report that can be taken as a file. */
export const csvParts: Record<ReportPart, (model: ReportModel) => string> = {
  metrics: toCsv, cumulative: seriesToCsv, time: timeToCsv, cuts: cutsToCsv, funnel: funnelToCsv, 'contact-curve': contactCurveToCsv, uplift: upliftToCsv, power: powerToCsv, turnover: turnoverToCsv,
  cure: cureToCsv, 'roll-rates': rollRatesToCsv, complier: complierToCsv, profit: profitToCsv, channels: channelsToCsv, limits: limitsToCsv, health: healthToCsv,
};
