import type { Decision, Import, ImportPreview, ImportSettings, Job, Run } from '@arbiter/contracts';

export interface PlanPage {
  rows: { customerId: string; period: number; actionId: string; channel: string; segment: string; valueMinor: number; costMinor: number }[];
  total: number;
}

/** What is known of a customer, as far as the journeys look. */
export interface CustomerCard {
  profile: { attributes: Record<string, unknown> } | null;
  decisions: { decisionId: string; actionId: string; outcome: string; arm: string }[];
  responses: { responseId: string; amountMinor: number }[];
}

export interface Answer<Body> {
  status: number;
  contentType: string;
  body: Body;
}

/** A program of this machine that talks to the product over HTTP. */
export class Client {
  constructor(readonly url: string) {}

  async send<Body>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const answer = await fetch(this.url + path, { method, ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    const contentType = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    return { status: answer.status, contentType, body: (/json/.test(contentType) ? JSON.parse(text) : text) as Body };
  }

  /** The body of an answer that must be a success. */
  async need<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    let answer = await this.send<Body>(method, path, body);
    // A server that says it is too busy is asked again, as every good client does: the machine may be shared by others.
    for (let again = 0; answer.status === 503 && again < 20; again += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      answer = await this.send<Body>(method, path, body);
    }
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  get = <Body>(path: string): Promise<Body> => this.need<Body>('GET', path);
  post = <Body>(path: string, body?: unknown): Promise<Body> => this.need<Body>('POST', path, body);
  decide = (request: object): Promise<Decision> => this.post<Decision>('/v1/decisions', request);

  async waitForJob(id: string, timeoutMs = 120_000): Promise<Job> {
    return this.waitFor(`job ${id}`, () => this.get<Job>(`/v1/jobs/${id}`), (job) => !['waiting', 'running'].includes(job.state), timeoutMs);
  }

  /** Asks until the answer is as wanted. */
  async waitFor<Value>(what: string, ask: () => Promise<Value>, done: (value: Value) => boolean, timeoutMs = 60_000, everyMs = 100): Promise<Value> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const value = await ask();
      if (done(value)) return value;
      if (Date.now() > deadline) throw new Error(`${what} did not come about in ${timeoutMs} ms; last seen ${JSON.stringify(value).slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  /** Plans a campaign and waits for the end of the run. */
  async run(campaignId: string): Promise<Run> {
    const { id, jobId } = await this.post<Run>(`/v1/campaigns/${campaignId}/runs`);
    await this.waitForJob(jobId);
    return this.get<Run>(`/v1/runs/${id}`);
  }

  async approveAndLaunch(campaignId: string, runId: string): Promise<void> {
    const { version } = await this.get<{ version: number }>(`/v1/campaigns/${campaignId}`);
    const approved = await this.post<{ version: number }>(`/v1/campaigns/${campaignId}/approve`, { runId, version });
    const { job } = await this.post<{ job: Job }>(`/v1/campaigns/${campaignId}/launch`, { version: approved.version });
    const ended = await this.waitForJob(job.id);
    if (ended.state !== 'succeeded') throw new Error(`the launch ended as ${ended.state}: ${JSON.stringify(ended.error)}`);
  }

  /** All rows of a run's plan, week by week. */
  async plan(runId: string): Promise<PlanPage['rows']> {
    const rows: PlanPage['rows'] = [];
    for (;;) {
      const page = await this.get<PlanPage>(`/v1/runs/${runId}/plan?limit=500&offset=${rows.length}`);
      rows.push(...page.rows);
      if (page.rows.length === 0 || rows.length >= page.total) return rows;
    }
  }

  async upload(fileName: string, content: Buffer | string): Promise<Import> {
    const form = new FormData();
    form.append('file', new Blob([content]), fileName);
    const answer = await fetch(`${this.url}/v1/imports`, { method: 'POST', body: form });
    if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Import;
  }

  /** Starts an import with the settings that the product itself detects. */
  async startImport(id: string, wish: Partial<ImportSettings>): Promise<Job | null> {
    const { settings } = await this.post<ImportPreview>(`/v1/imports/${id}/preview`, { settings: wish });
    return (await this.post<{ job: Job | null }>(`/v1/imports/${id}/start`, { settings })).job;
  }
}
