import type { RunComparison } from '@arbiter/contracts';

export type Move = RunComparison['moves'][number];

export interface MovesMatrix {
  /** Actions of plan a, the most customers first; null (nothing) last. */
  rows: (string | null)[];
  /** Actions of plan b in the order of the rows, then those that only b has. */
  columns: (string | null)[];
  cell(a: string | null, b: string | null): Move | null;
  /** Most customers of a cell in which the action changes, for the strength of its colour. */
  greatest: number;
}

const key = (action: string | null): string => action ?? '\n';

/** Customers by their action before and after. */
export function movesMatrix(moves: readonly Move[]): MovesMatrix {
  const cells = new Map(moves.map((move) => [`${key(move.actionA)}\t${key(move.actionB)}`, move]));
  const order = (side: 'actionA' | 'actionB'): (string | null)[] => {
    const sums = new Map<string | null, number>();
    for (const move of moves) sums.set(move[side], (sums.get(move[side]) ?? 0) + move.customers);
    return [...sums.keys()].sort((x, y) => Number(x === null) - Number(y === null) || (sums.get(y) ?? 0) - (sums.get(x) ?? 0) || key(x).localeCompare(key(y)));
  };
  const rows = order('actionA');
  const ofB = order('actionB');
  const actions = [...rows.filter((action) => action !== null && ofB.includes(action)), ...ofB.filter((action) => action !== null && !rows.includes(action))];
  return {
    rows,
    columns: [...actions, ...(ofB.includes(null) ? [null] : [])],
    cell: (a, b) => cells.get(`${key(a)}\t${key(b)}`) ?? null,
    greatest: Math.max(0, ...moves.filter((move) => move.actionA !== move.actionB).map((move) => move.customers)),
  };
}
