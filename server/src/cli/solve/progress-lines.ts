import type { SolveMessage } from './solve-messages.js';

const lineEveryMs = 500;

/** Shows how far a search is: one line that is written over on a terminal, lines at intervals elsewhere. */
export class ProgressLines {
  #saidMs = -Infinity;
  #open = false;

  constructor(private readonly report: (line: string) => void, private readonly terminal: { write: (text: string) => unknown; columns?: number } | null, private readonly now: () => number) {}

  show(message: SolveMessage): void {
    if (message.kind === 'said') this.line(message.line);
    else if (message.kind === 'reading') this.#passing(`reading   ${message.rows}${message.of === null ? '' : ` of ${message.of}`} rows`);
    else if (message.kind === 'progress') {
      const { phase, bound, objective, gap, elapsedMs } = message;
      this.#passing(`${phase.padEnd(9)} bound ${shown(bound)}  plan ${shown(objective)}  gap ${gap === null ? '–' : gap.toExponential(1)}  ${(elapsedMs / 1000).toFixed(1)} s`);
    }
  }

  /** A line that stays. */
  line(text: string): void {
    this.clear();
    this.report(text);
  }

  /** Takes the passing line away. */
  clear(): void {
    if (this.#open) this.terminal?.write('\r\u001b[K');
    this.#open = false;
  }

  #passing(text: string): void {
    if (this.terminal) {
      this.terminal.write(`\r\u001b[K${text.slice(0, (this.terminal.columns ?? 80) - 1)}`);
      this.#open = true;
      return;
    }
    if (this.now() - this.#saidMs < lineEveryMs) return;
    this.#saidMs = this.now();
    this.report(text);
  }
}

function shown(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(12)));
}
