import { describe, expect, it } from 'vitest';
import { movesMatrix } from './moves-matrix.js';

const move = (actionA: string | null, actionB: string | null, customers: number) => ({ actionA, actionB, customers, valueMinorA: 1, valueMinorB: 2 });

describe('movesMatrix', () => {
  it('has both plans in one order, the most customers first and nothing last', () => {
    const matrix = movesMatrix([move('call', 'call', 90), move('sms', 'sms', 100), move('call', 'letter', 20), move(null, 'sms', 300), move('sms', null, 5)]);
    expect(matrix.rows).toEqual(['call', 'sms', null]);
    expect(matrix.columns).toEqual(['call', 'sms', 'letter', null]);
    expect(matrix.cell('call', 'letter')?.customers).toBe(20);
    expect(matrix.cell('sms', null)?.customers).toBe(5);
    expect(matrix.cell('sms', 'call')).toBeNull();
    expect(matrix.greatest).toBe(300);
  });

  it('is empty without moves', () => expect(movesMatrix([])).toMatchObject({ rows: [], columns: [], greatest: 0 }));
});
