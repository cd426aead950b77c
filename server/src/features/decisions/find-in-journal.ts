import type { HotState } from '../../ports/hot-state.js';
import type { JournalEntry } from './journal-entries.js';

const page = 1_000;

/** The entry that waits in the journal and holds the identifier, if it is the wanted one. */
export async function findInJournal<E extends JournalEntry>(hotState: HotState, identifier: string, isWanted: (entry: JournalEntry) => entry is E): Promise<E | undefined> {
  const quoted = JSON.stringify(identifier);
  for (let after = 0; ; ) {
    const entries = await hotState.readJournal(after, page);
    for (const { entry } of entries) {
      // Reading an entry costs far more than looking for the identifier in its text.
      if (!entry.includes(quoted)) continue;
      const read = JSON.parse(entry) as JournalEntry;
      if (isWanted(read)) return read;
    }
    if (entries.length < page) return undefined;
    after = entries.at(-1)!.sequence;
  }
}
