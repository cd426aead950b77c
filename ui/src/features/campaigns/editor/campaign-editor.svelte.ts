import type { Campaign, CampaignDraft, Fault } from '@arbiter/contracts';
import { api } from '$lib/api/api.js';
import { asProblem, type ApiProblem } from '$lib/api/problem.js';
import { isFilledIn } from '../constraints/new-constraint.js';

const restMs = 700;

/**
 * The draft that is being edited. It saves itself when the hands rest. A save names the version that it is based on:
 * when somebody else saved in between, nothing is overwritten and nothing is lost until the reader has chosen.
 */
export class CampaignEditor {
  draft = $state.raw<CampaignDraft>() as CampaignDraft;
  version = $state(0);
  status = $state<'saved' | 'waiting' | 'saving' | 'failed' | 'conflict'>('saved');
  problem = $state.raw<ApiProblem | null>(null);
  /** What must be mended before the optimiser may run; paths begin with `/draft`. */
  warnings = $state.raw<Fault[]>([]);
  /** What stands on the server where it differs from what the edits are based on. */
  theirs = $state.raw<Campaign | null>(null);
  #id: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> | null = null;
  #changes = 0;

  constructor(
    campaign: Campaign,
    private readonly onsaved: (campaign: Campaign) => void,
  ) {
    this.#id = campaign.id;
    this.draft = campaign.draft;
    this.version = campaign.version;
  }

  get unsaved(): boolean {
    return this.status !== 'saved';
  }

  change(part: Partial<CampaignDraft>): void {
    this.draft = { ...this.draft, ...part };
    this.#changes++;
    if (this.status === 'conflict') return;
    if (this.status !== 'saving') this.status = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), restMs);
  }

  /** Saves now what is not saved yet. True when the server has the draft as it stands here. */
  async flush(): Promise<boolean> {
    clearTimeout(this.#timer);
    while (this.status === 'waiting' || this.#saving) {
      this.#saving ??= this.#save().finally(() => (this.#saving = null));
      await this.#saving;
    }
    return this.status === 'saved';
  }

  /** Tries again what failed. */
  async retry(): Promise<void> {
    this.status = 'waiting';
    await this.flush();
  }

  async #save(): Promise<void> {
    if (this.draft.name.trim() === '') {
      this.status = 'failed';
      this.problem = null;
      return;
    }
    const made = this.#changes;
    this.status = 'saving';
    this.problem = null;
    try {
      const sent: CampaignDraft = { ...this.draft, name: this.draft.name.trim(), constraints: this.draft.constraints.filter(isFilledIn) };
      const { warnings, ...campaign } = await api.saveCampaign(this.#id, sent, this.version);
      this.version = campaign.version;
      this.warnings = warnings;
      this.onsaved(campaign);
      this.status = this.#changes === made ? 'saved' : 'waiting';
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'stale-version') await this.#meetConflict();
      else {
        this.problem = problem;
        this.status = 'failed';
      }
    }
  }

  async #meetConflict(): Promise<void> {
    try {
      this.theirs = await api.campaign(this.#id);
      this.status = 'conflict';
    } catch (error) {
      this.problem = asProblem(error);
      this.status = 'failed';
    }
  }

  async keepMine(): Promise<void> {
    if (!this.theirs) return;
    this.version = this.theirs.version;
    this.theirs = null;
    await this.retry();
  }

  takeTheirs(): void {
    if (!this.theirs) return;
    this.draft = this.theirs.draft;
    this.version = this.theirs.version;
    this.onsaved(this.theirs);
    this.theirs = null;
    this.problem = null;
    this.status = 'saved';
  }
}
