import type { ReportScheduleDocument, SendingRecipient } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { makeReportFile, type ReportFile } from '../report-files/api.js';
import { mailTexts } from './mail-texts.js';
import { rightsOfOwner } from './owner-rights.js';
import { nextReportAt } from './schedule-times.js';

export interface SendingTask {
  id: string;
  owner: string | null;
  document: ReportScheduleDocument;
  /** The time that it stands for. */
  at: Date;
  recipients: SendingRecipient[];
}

export interface SendingSteps {
  /** Kept before a mail is handed over and after it; throws where another process has taken the sending. */
  keep(state: 'making' | 'sending', recipients: SendingRecipient[]): Promise<void>;
  signal: AbortSignal;
}

export interface SendingEnd {
  state: 'sent' | 'failed' | 'unknown';
  detail: string;
  recipients: SendingRecipient[];
}

const mostAttachedBytes = 20 * 2 ** 20;
const attempts = 3;
const firstWaitMs = 2_000;

/**
 * Makes a report with its owner's rights and sends it. What was under way to an address when a process died is `unknown` and not sent again;
 * an object of S3 has the name of its time, so that it is written again over itself.
 * @throws ProblemError with what to mend, when nothing was sent
 */
export async function sendReport(container: Container, task: SendingTask, steps: SendingSteps): Promise<SendingEnd> {
  const { document } = task;
  const lost: SendingRecipient[] = task.recipients.map((one) => (one.outcome === 'sending' ? { ...one, outcome: 'unknown', detail: 'The process ended while this mail was under way' } : one));
  if (document.to.kind === 'e-mail' && lost.every(({ outcome }) => outcome !== 'waiting')) return endOf(lost);
  await steps.keep('making', lost);
  const way = wayOf(container, document);
  const reader = await rightsOfOwner(container.repository, task.owner);
  const file = await makeReportFile(container, { subject: document.subject, format: document.format, language: document.language, timeZone: document.at.timeZone, excel: document.format === 'csv' }, reader, steps.signal);
  return document.to.kind === 'e-mail' ? sendMails(container, task, way, file, lost, steps) : writeObject(container, task, way, file, steps);
}

function wayOf(container: Container, { to }: ReportScheduleDocument) {
  const wanted = to.kind === 'e-mail' ? 'smtp' : 's3';
  const found = configurationOf(container).current().find('delivery-ways', to.way)?.document;
  if (!found) throw new ProblemError('not-found', `The way of delivery "${to.way}" is not there any more: choose another one in the schedule, or save it again`);
  if (found.way.kind !== wanted) throw new ProblemError('wrong-state', `The way of delivery "${to.way}" is of the kind ${found.way.kind}, and this schedule needs ${wanted}: choose another one`);
  return found.way;
}

type Way = ReturnType<typeof wayOf>;

async function sendMails(container: Container, { id, document, at }: SendingTask, way: Way, file: ReportFile, given: SendingRecipient[], { keep, signal }: SendingSteps): Promise<SendingEnd> {
  if (file.bytes.byteLength > mostAttachedBytes) throw new ProblemError('too-large', `The file has ${Math.round(file.bytes.byteLength / 2 ** 20)} MB, and mail carries ${mostAttachedBytes / 2 ** 20}: narrow the report, or send it to S3`);
  const sender = openWay(container, document.to.way, way);
  if (sender.kind !== 'messages') throw new ProblemError('wrong-state', `The way of delivery "${document.to.way}" sends no mail`);
  const { subject, body } = mailTexts(document, { madeAt: container.now(), nextAt: document.enabled ? nextReportAt(document.at, at) : null, fileName: file.fileName });
  const recipients = [...given];
  for (let index = 0; index < recipients.length; index += 1) {
    const recipient = recipients[index];
    if (!recipient || recipient.outcome !== 'waiting') continue;
    for (let attempt = 1; ; attempt += 1) {
      // Written down first: a process that dies now leaves an address of which nobody can know.
      recipients[index] = { ...recipient, outcome: 'sending', detail: '' };
      await keep('sending', recipients);
      const result = await sender.send(
        {
          deliveryId: `report-${id}-${index}`, customerId: '', channel: document.to.way, actionId: '', address: recipient.address, subject, body, format: 'text', terms: {}, context: {}, validUntil: undefined,
          attachments: [{ fileName: file.fileName, contentType: file.contentType, content: file.bytes }],
        },
        { idempotencyKey: `${id}-${index}`, signal },
      );
      if (result.outcome === 'retry' && attempt < attempts) {
        recipients[index] = recipient;
        await keep('sending', recipients);
        await pause(firstWaitMs * 2 ** (attempt - 1), signal);
        continue;
      }
      recipients[index] = { address: recipient.address, outcome: result.outcome === 'sent' ? 'sent' : result.outcome === 'unknown' ? 'unknown' : 'failed', detail: result.detail };
      await keep('sending', recipients);
      break;
    }
  }
  return endOf(recipients);
}

async function writeObject(container: Container, { document, at }: SendingTask, way: Way, file: ReportFile, { keep, signal }: SendingSteps): Promise<SendingEnd> {
  const writer = openWay(container, document.to.way, way);
  if (writer.kind !== 'batches' || document.to.kind !== 's3') throw new ProblemError('wrong-state', `The way of delivery "${document.to.way}" writes no files`);
  const name = objectName(document, at);
  await keep('sending', []);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { state: 'sent', detail: await writer.write(name, file.bytes, signal, file.contentType), recipients: [] };
    } catch (error) {
      signal.throwIfAborted();
      if (attempt === attempts) throw new ProblemError('unavailable', error instanceof Error ? error.message : String(error), { cause: error });
      await pause(firstWaitMs * 2 ** (attempt - 1), signal);
    }
  }
}

/** The same for all attempts at one time: title and wall time in the schedule's zone. */
export function objectName({ title, at: times, format, to }: ReportScheduleDocument, at: Date): string {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: times.timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at).replace(' ', 'T').replace(':', '');
  const name = title.replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|%]+/gu, ' ').replace(/\s+/g, ' ').trim().slice(0, 90).replace(/^\.+/, '') || 'report';
  const prefix = to.kind === 's3' ? (to.prefix ?? '').split('/').filter((step) => step !== '' && step !== '.' && step !== '..').join('/') : '';
  return `${prefix === '' ? '' : `${prefix}/`}${name} ${local}.${format}`;
}

function openWay({ deliveryGateway }: Container, id: string, way: Way) {
  try {
    return deliveryGateway.open(id, way);
  } catch (error) {
    throw new ProblemError('unavailable', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function endOf(recipients: SendingRecipient[]): SendingEnd {
  const of = (wanted: SendingRecipient['outcome']) => recipients.filter(({ outcome }) => outcome === wanted);
  const [failed, unknown] = [of('failed'), of('unknown')];
  const detail = [...failed, ...unknown].map(({ address, detail: why }) => `${address}: ${why}`).join('; ').slice(0, 2_000);
  return { state: unknown.length ? 'unknown' : failed.length ? 'failed' : 'sent', detail: detail || `${recipients.length}`, recipients };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
