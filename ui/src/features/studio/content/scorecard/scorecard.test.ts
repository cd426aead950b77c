import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBin, shapeOf, testOf } from './bin-tests.js';
import { readPasted } from './paste-scorecard.js';
import { addBin, asScorecard, changeBin, move, nextTest, scoreRange } from './scorecard-edits.js';

describe('tests of bins', () => {
  it.each(['[18..25)', '(0..1]', '< 18', '>= 60', '"A", "B \\"x\\""', '1, 2', 'null', '-', 'not(5)'])('%s stays as it is through the editor', (test) => expect(testOf(shapeOf(test))).toBe(test));

  it.each([
    ['18–25', '[18..25)'],
    ['18 - 25', '[18..25)'],
    ['до 18', '< 18'],
    ['от 18 до 25', '[18..25)'],
    ['от 60', '>= 60'],
    ['60+', '>= 60'],
    ['более 1 000,5', '> 1000.5'],
    ['≤ 5', '<= 5'],
    ['нет данных', 'null'],
    ['прочие', '-'],
    ['Москва, Казань', '"Москва", "Казань"'],
    ['Own; Rent', '"Own", "Rent"'],
    ['not(null)', 'not(null)'],
    ['', '-'],
  ])('%s is read as %s', (text, test) => expect(readBin(text)).toBe(test));

  it('of any text are read', () => {
    fc.assert(fc.property(fc.string(), (text) => void testOf(shapeOf(readBin(text)))));
  });
});

describe('a pasted scorecard', () => {
  it('is read with its heading, going on with the characteristic above', () => {
    expect(readPasted('Признак\tИнтервал\tБаллы\tПричина\nВозраст\tдо 25\t5\tAGE\n\t25–40\t15\n\tнет данных\t-3\nРегион\tМосква\t20\n\nчто-то\tне так\tx')).toEqual({
      characteristics: [
        { name: 'Возраст', expression: 'Возраст', bins: [{ test: '< 25', points: 5, reasonCode: 'AGE' }, { test: '[25..40)', points: 15 }, { test: 'null', points: -3 }] },
        { name: 'Регион', expression: 'Регион', bins: [{ test: '"Москва"', points: 20 }] },
      ],
      skipped: [7],
    });
  });

  it('takes bounds in two columns', () => {
    expect(readPasted('Debt load;;0,3;12\nDebt load;0,3;0,7;5\nDebt load;0,7;;0').characteristics).toEqual([{ name: 'Debt_load', label: 'Debt load', expression: 'Debt_load', bins: [{ test: '< 0.3', points: 12 }, { test: '[0.3..0.7)', points: 5 }, { test: '>= 0.7', points: 0 }] }]);
  });
});

describe('edits of a scorecard', () => {
  const card = asScorecard({ initialScore: 10, characteristics: [{ name: 'a', expression: 'a', bins: [{ test: '< 5', points: -2 }, { test: '-', points: 7 }] }] });
  it('keep what is right and bear what is not', () => {
    expect(asScorecard(card)).toBe(card);
    for (const value of [null, 5, { characteristics: [null, { bins: 5 }, { bins: [null] }] }]) expect(asScorecard(value).initialScore).toBe(0);
  });

  it('change, add and move', () => {
    expect(changeBin(card, 0, 0, { points: 3, reasonCode: '' }).characteristics[0]!.bins[0]).toEqual({ test: '< 5', points: 3 });
    expect(addBin(card.characteristics[0]!, '>= 5').bins.map(({ test }) => test)).toEqual(['< 5', '>= 5', '-']);
    expect(nextTest(card.characteristics[0]!.bins)).toBe('>= 5');
    expect(move(['a', 'b', 'c'], 0, 3)).toEqual(['b', 'c', 'a']);
    expect(scoreRange(card)).toEqual({ least: 8, most: 17 });
    expect(scoreRange(changeBin(card, 0, 0, { points: 'x' }))).toBeUndefined();
  });
});
