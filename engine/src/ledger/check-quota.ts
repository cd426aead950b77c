import type { Fault } from '@arbiter/contracts/problems';
import type { QuotaDocument } from '@arbiter/contracts/real-time/quota';
import { isTimeZone } from './zone-offset.js';

/** What the schema cannot say of a quota. `known` are the ids of the catalogue. */
export function checkQuota(document: QuotaDocument, known: { actions: ReadonlySet<string>; channels: ReadonlySet<string>; partners: ReadonlySet<string> }): Fault[] {
  const faults: Fault[] = [];
  const fault = (path: string, code: string, message: string): number => faults.push({ path, code, message });
  if (!isTimeZone(document.timeZone)) fault('/timeZone', 'time-zone-unknown', `The time zone ${JSON.stringify(document.timeZone)} is not known: give an IANA name such as Europe/Moscow`);
  if (document.from !== undefined && document.to !== undefined && document.to < document.from) fault('/to', 'out-of-range', `The last day ${document.to} lies before the first day ${document.from}`);
  document.of.action?.forEach((id, index) => {
    if (!known.actions.has(id)) fault(`/of/action/${index}`, 'action-unknown', `The action ${JSON.stringify(id)} is not in the catalogue: add it there first or take it out of the quota`);
  });
  document.of.channel?.forEach((id, index) => {
    if (!known.channels.has(id)) fault(`/of/channel/${index}`, 'channel-unknown', `The channel ${JSON.stringify(id)} is not in the catalogue: add it there first or take it out of the quota`);
  });
  if (document.partner !== undefined && !known.partners.has(document.partner)) fault('/partner', 'partner-unknown', `No action of the catalogue is of the partner ${JSON.stringify(document.partner)}: name the partner at its actions first`);
  return faults;
}
