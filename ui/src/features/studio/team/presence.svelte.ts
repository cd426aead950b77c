import type { Item, PresencePlace, PresentPerson } from '@arbiter/contracts';
import { asProblem } from '$lib/api/problem.js';
import { projects } from '$lib/api/projects.js';
import { team } from '$lib/api/team.js';
import { randomId } from '$lib/random-id.js';

const beatMs = 2500;
/** While somebody else is there, what they save is to arrive within three seconds. */
const beatTogetherMs = 1200;
const slowestMs = 20_000;

interface Follower {
  item: Item;
  take: (present: Item) => void;
}

/** Tells the others where one is in an item, hears where they are, and brings what they save. It rests while the window is hidden. */
export class Presence {
  others = $state.raw<readonly PresentPerson[]>([]);
  /** Rises when comments or reviews changed. */
  discussion = $state(0);
  /** Somebody deleted the item. */
  gone = $state(false);
  readonly #draft: Follower;
  readonly #session = randomId(16);
  #place: PresencePlace = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pause = beatMs;
  #beating = false;
  #open = false;

  constructor(draft: Follower) {
    this.#draft = draft;
  }

  /** Begins; the answer ends it. */
  open(): () => void {
    this.#open = true;
    const follow = (): void => (document.hidden ? this.#rest() : void this.#beat());
    const leave = (): void => this.#rest();
    document.addEventListener('visibilitychange', follow);
    addEventListener('pagehide', leave);
    addEventListener('online', follow);
    if (!document.hidden) void this.#beat();
    return () => {
      this.#open = false;
      document.removeEventListener('visibilitychange', follow);
      removeEventListener('pagehide', leave);
      removeEventListener('online', follow);
      this.#rest();
    };
  }

  move(place: PresencePlace): void {
    if (place.node === this.#place.node && place.tab === this.#place.tab) return;
    this.#place = place;
    if (this.#open && !document.hidden) this.#later(300);
  }

  #later(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#beat(), ms);
  }

  #rest(): void {
    clearTimeout(this.#timer);
    void team.leave(this.#draft.item.id, this.#session).catch(() => {});
  }

  async #beat(): Promise<void> {
    if (this.#beating || !this.#open || document.hidden || this.gone) return;
    this.#beating = true;
    try {
      const { id } = this.#draft.item;
      const { revision, discussion, others } = await team.beat(id, { session: this.#session, place: this.#place });
      this.#pause = others.length > 0 ? beatTogetherMs : beatMs;
      if (JSON.stringify(others) !== JSON.stringify(this.others)) this.others = others;
      this.discussion = discussion;
      if (revision > this.#draft.item.revision) this.#draft.take(await projects.item(id));
    } catch (error) {
      this.gone = asProblem(error).code === 'not-found';
      this.#pause = Math.min(Math.max(this.#pause, beatMs) * 2, slowestMs);
      this.others = [];
    } finally {
      this.#beating = false;
      if (this.#open && !document.hidden) this.#later(this.#pause);
    }
  }
}
