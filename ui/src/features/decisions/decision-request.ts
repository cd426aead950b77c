import type { DecisionRequest } from '@arbiter/contracts';

export interface DecisionForm {
  customerId: string;
  campaignId: string;
  channel: string;
  /** JSON object as typed; may be empty. */
  context: string;
  dryRun: boolean;
}

/** The typed context, or null where it is no JSON object. */
export function readContext(text: string): Record<string, unknown> | null {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

export function decisionRequest(form: DecisionForm): DecisionRequest {
  const context = readContext(form.context) ?? {};
  return {
    customerId: form.customerId.trim(),
    ...(form.campaignId ? { campaignId: form.campaignId } : {}),
    ...(form.channel ? { channel: form.channel } : {}),
    ...(Object.keys(context).length ? { context } : {}),
    ...(form.dryRun ? { dryRun: true } : {}),
  };
}

/** The same request for a shell; quotes in the text are closed so that it stays one argument. Where nobody signs in, no key is needed. */
export function curlCommand(origin: string, request: DecisionRequest, needsKey: boolean): string {
  const body = JSON.stringify(request).replaceAll("'", `'\\''`);
  return [`curl -X POST ${origin}/v1/decisions`, ...(needsKey ? [`-H 'authorization: Bearer <API key>'`] : []), `-H 'content-type: application/json'`, `-d '${body}'`].join(' \\\n  ');
}
