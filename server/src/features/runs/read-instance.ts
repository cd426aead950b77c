import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { Instance, TextColumn } from '@arbiter/solver';
import type { Analytics, QuerySettings } from '../../ports/analytics.js';
import type { SqlFragment } from '../audience/api.js';
import type { BuiltProblem } from './build-problem.js';
import { contactsQuery, customersQuery, previousQuery, type Query, scoresQuery } from './candidate-queries.js';
import { GrowingArray } from './growing-arrays.js';
import { type RowCursor, RowReader } from './row-binary.js';
import { neverContacted, UsefulWeeks } from './useful-weeks.js';

/** All answers come in order of the customer's id, which is how the tables are kept: groups are done as their last row passes. */
const settings: QuerySettings = { optimize_aggregation_in_order: 1, optimize_read_in_order: 1 };

export interface ReadRequest {
  analytics: Analytics;
  audience: SqlFragment;
  control: SqlFragment;
  draft: CampaignDraft;
  actions: readonly Action[];
  problem: BuiltProblem;
  signal: AbortSignal;
  /** Called now and then with the customers read so far. */
  onProgress?: (customers: number) => void;
}

/**
 * Streams the target customers with consent, their scores, their contact history and what an earlier run planned for them out of
 * the analytical store and joins these by customer id as they pass: bytes become typed arrays, no row ever becomes an object.
 * An option is action × weeks + week; its value is what the score says, less the discount for each week of waiting.
 * Customers without any action to offer are left out. Candidates on channels that the customer refused are dropped.
 */
export async function readInstance(request: ReadRequest): Promise<Instance> {
  const { draft, actions, problem, signal } = request;
  const channels = [...new Set(actions.map((action) => action.channel))];
  const open = async ({ sql, params }: Query, read: (cursor: RowCursor) => void): Promise<RowReader> =>
    new RowReader(await request.analytics.stream(sql, 'RowBinary', params, { settings, signal }), read);

  const customer = new CustomerRow(problem.attributes.length);
  const scores = new ScoresRow();
  const contacts = new ContactsRow(problem.gaps.length);
  const previous = new PreviousRow();
  const readers: RowReader[] = [];
  try {
    const customers = await open(customersQuery(request.audience, request.control, problem.attributes, channels), (cursor) => customer.read(cursor));
    readers.push(customers);
    const scored = new Follower(await open(scoresQuery(request.audience, draft, actions), (cursor) => scores.read(cursor)), scores);
    readers.push(scored.reader);
    const contacted = problem.gaps.length > 0 ? new Follower(await open(contactsQuery(problem.gaps.map((gap) => gap.after), draft.startsOn), (cursor) => contacts.read(cursor)), contacts) : null;
    if (contacted) readers.push(contacted.reader);

    const planned = problem.previous ? new Follower(await open(previousQuery(problem.previous.runId, actions), (cursor) => previous.read(cursor)), previous) : null;
    if (planned) readers.push(planned.reader);

    const builder = new InstanceColumns(draft, actions, channels, problem);
    const never = new Int32Array(problem.gaps.length).fill(neverContacted);
    for (let read = 1; ; read++) {
      const more = customers.next();
      if (!(more === true || (more !== false && (await more)))) break;
      const hasScores = scored.moveTo(customer.id);
      if (!(hasScores === true || (hasScores !== false && (await hasScores)))) continue;
      const hasContacts = contacted ? contacted.moveTo(customer.id) : false;
      const wasContacted = hasContacts === true || (hasContacts !== false && (await hasContacts));
      const hasPlan = planned ? planned.moveTo(customer.id) : false;
      const wasPlanned = hasPlan === true || (hasPlan !== false && (await hasPlan));
      builder.add(customer, scores, wasContacted ? contacts.days : never, wasPlanned ? previous : null);
      if (read % 20_000 === 0) request.onProgress?.(read);
    }
    signal.throwIfAborted();
    return builder.toInstance();
  } finally {
    for (const reader of readers) reader.destroy();
  }
}

interface IdRow {
  id: Buffer;
}

class CustomerRow implements IdRow {
  id: Buffer = Buffer.alloc(0);
  readonly attributes: Buffer[];
  /** One-based places in the list of channels; 0 is a channel that the campaign does not use. */
  readonly refused: number[] = [];

  constructor(attributes: number) {
    this.attributes = new Array<Buffer>(attributes).fill(this.id);
  }

  read(cursor: RowCursor): void {
    this.id = cursor.textBytes();
    for (let index = 0; index < this.attributes.length; index++) this.attributes[index] = cursor.textBytes();
    this.refused.length = 0;
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) this.refused.push(cursor.uint16());
  }
}

class ScoresRow implements IdRow {
  id: Buffer = Buffer.alloc(0);
  readonly actions: number[] = [];
  readonly values: number[] = [];
  readonly costs: number[] = [];

  read(cursor: RowCursor): void {
    this.id = cursor.textBytes();
    this.actions.length = this.values.length = this.costs.length = 0;
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) this.actions.push(cursor.uint16());
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) this.values.push(cursor.float64());
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) this.costs.push(cursor.float64());
  }
}

class ContactsRow implements IdRow {
  id: Buffer = Buffer.alloc(0);
  readonly days: Int32Array;

  constructor(gaps: number) {
    this.days = new Int32Array(gaps);
  }

  read(cursor: RowCursor): void {
    this.id = cursor.textBytes();
    for (let gap = 0; gap < this.days.length; gap++) this.days[gap] = cursor.int32();
  }
}

class PreviousRow implements IdRow {
  id: Buffer = Buffer.alloc(0);
  /** One-based places of the actions; 0 is one that the campaign does not have any more. */
  readonly actions: number[] = [];
  readonly weeks: number[] = [];

  read(cursor: RowCursor): void {
    this.id = cursor.textBytes();
    this.actions.length = this.weeks.length = 0;
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) this.actions.push(cursor.uint16());
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) this.weeks.push(cursor.int32());
  }
}

/** A second stream in the same order, moved along with the first. */
class Follower {
  #state: 'before' | 'on' | 'ended' = 'before';

  constructor(readonly reader: RowReader, private readonly row: IdRow) {}

  /** True when the stream has a row for this id. Ids only ever grow. */
  moveTo(id: Buffer): boolean | Promise<boolean> {
    for (;;) {
      if (this.#state === 'ended') return false;
      if (this.#state === 'on') {
        const order = Buffer.compare(this.row.id, id);
        if (order >= 0) return order === 0;
      }
      const more = this.reader.next();
      if (more === true) this.#state = 'on';
      else if (more === false) this.#state = 'ended';
      else return this.#moveLater(id, more);
    }
  }

  async #moveLater(id: Buffer, more: Promise<boolean>): Promise<boolean> {
    this.#state = (await more) ? 'on' : 'ended';
    return this.moveTo(id);
  }
}

class InstanceColumns {
  readonly #idBytes = new GrowingArray(Uint8Array, 1 << 16);
  readonly #idOffsets = new GrowingArray(Uint32Array);
  readonly #texts: TextCodes[];
  readonly #days: GrowingArray<Float64Array>[];
  readonly #offsets = new GrowingArray(Uint32Array);
  readonly #option = new GrowingArray(Uint16Array, 1 << 14);
  readonly #value = new GrowingArray(Float64Array, 1 << 14);
  /** Made only when some score brings a cost of its own: the actions' costs take no memory per candidate. */
  #cost: GrowingArray<Float64Array> | null = null;
  /** Of the plan before: its candidates, the customers who had any, and how many assignments these had. */
  readonly #keptCandidates = new GrowingArray(Uint32Array);
  readonly #keptCustomers = new GrowingArray(Uint32Array);
  #keptAssignments = 0;
  readonly #discounts: number[];
  readonly #useful: UsefulWeeks;
  /** By action: one-based place of its channel. */
  readonly #channelOf: number[];

  constructor(private readonly draft: CampaignDraft, private readonly actions: readonly Action[], channels: readonly string[], private readonly problem: BuiltProblem) {
    this.#texts = problem.attributes.map(() => new TextCodes());
    this.#days = problem.gaps.map(() => new GrowingArray(Float64Array));
    this.#discounts = Array.from({ length: draft.weeks }, (_, week) => (1 - draft.weeklyDiscount) ** week);
    this.#useful = new UsefulWeeks(draft, actions);
    this.#channelOf = actions.map((action) => channels.indexOf(action.channel) + 1);
    this.#idOffsets.push(0);
    this.#offsets.push(0);
  }

  add(customer: CustomerRow, scores: ScoresRow, daysSince: Int32Array, previous: PreviousRow | null): void {
    const before = this.#option.length;
    const { weeks } = this.draft;
    const shift = this.problem.previous?.shiftWeeks ?? 0;
    const had = new Set(previous?.actions.map((action, index) => (action === 0 ? -1 : (action - 1) * weeks + inWeeks(previous.weeks[index]! + shift, weeks))));
    // The optimiser wants the options of a customer in ascending order.
    const order = scores.actions.map((_, index) => index).sort((a, b) => scores.actions[a]! - scores.actions[b]!);
    for (const index of order) {
      const action = scores.actions[index]!;
      const value = scores.values[index]!;
      if (customer.refused.includes(this.#channelOf[action]!)) continue;
      const [from, to] = this.#useful.of(action, value, daysSince);
      for (let week = 0; week < weeks; week++) {
        const option = action * weeks + week;
        const kept = had.has(option);
        // A week that is no better than another is worth offering where the plan before has it.
        if ((week < from || week >= to) && !kept) continue;
        if (kept) this.#keptCandidates.push(this.#option.length);
        this.#addCandidate(option, value * this.#discounts[week]!, scores.costs[index]!, action);
      }
    }
    if (this.#option.length === before) return;
    if (previous) {
      this.#keptCustomers.push(this.#offsets.length - 1);
      this.#keptAssignments += previous.actions.length;
    }
    this.#offsets.push(this.#option.length);
    this.#idBytes.append(customer.id);
    this.#idOffsets.push(this.#idBytes.length);
    this.#texts.forEach((text, index) => text.add(customer.attributes[index]!));
    this.#days.forEach((days, gap) => days.push(daysSince[gap] === neverContacted ? NaN : daysSince[gap]!));
  }

  #addCandidate(option: number, value: number, ownCost: number, action: number): void {
    const cost = this.actions[action]!.costMinor;
    if (!this.#cost && !Number.isNaN(ownCost) && ownCost !== cost) {
      this.#cost = new GrowingArray(Float64Array, this.#option.length + 1024);
      for (const earlier of this.#option.toArray()) this.#cost.push(this.actions[Math.floor(earlier / this.draft.weeks)]!.costMinor);
    }
    this.#option.push(option);
    this.#value.push(value);
    this.#cost?.push(Number.isNaN(ownCost) ? cost : ownCost);
  }

  toInstance(): Instance {
    const { attributes, gaps } = this.problem;
    return {
      customers: {
        count: this.#offsets.length - 1,
        ids: { bytes: this.#idBytes.toArray(), offsets: this.#idOffsets.toArray() },
        text: Object.fromEntries(attributes.map((name, index) => [name, this.#texts[index]!.toColumn()])),
        numbers: Object.fromEntries(gaps.map((gap, index) => [gap.attribute, this.#days[index]!.toArray()])),
      },
      offsets: this.#offsets.toArray(),
      option: this.#option.toArray(),
      value: this.#value.toArray(),
      measures: this.#cost ? { cost: this.#cost.toArray() } : {},
      ...(this.problem.previous ? { previous: { candidates: this.#keptCandidates.toArray(), customers: this.#keptCustomers.toArray(), assignments: this.#keptAssignments } } : {}),
    };
  }
}

/** A week of this campaign, or NaN for one that it does not have. */
function inWeeks(week: number, weeks: number): number {
  return week >= 0 && week < weeks ? week : NaN;
}

/** Texts by code; an empty text is a missing value. */
class TextCodes {
  readonly #codes = new GrowingArray(Int32Array);
  readonly #index = new Map<string, number>();

  add(bytes: Buffer): void {
    if (bytes.length === 0) return this.#codes.push(-1);
    const text = bytes.toString('utf8');
    let code = this.#index.get(text);
    if (code === undefined) this.#index.set(text, (code = this.#index.size));
    this.#codes.push(code);
  }

  toColumn(): TextColumn {
    return { codes: this.#codes.toArray(), dictionary: [...this.#index.keys()] };
  }
}
