import { expect, it } from 'vitest';
import { feelHints } from './feel-hints.js';

const told = (source: string, ...known: string[]) => feelHints(source, (name) => known.includes(name)).map(({ kind, found, instead }) => [kind, found, instead]);

it('sees decimal commas, but not inside of texts', () => {
  expect(told('debt * 0,5')).toEqual([['decimal-comma', '0,5', '0.5']]);
  expect(told('name = "0,5"')).toEqual([]);
  expect(told('[1, 5]')).toEqual([]);
});

it('sees words of Russian that are no names here', () => {
  expect(told('если долг > 5 то 1 иначе 2', 'долг')).toEqual([['russian-word', 'если', 'if'], ['russian-word', 'то', 'then'], ['russian-word', 'иначе', 'else']]);
  expect(told('сумма > 5', 'сумма')).toEqual([]);
  expect(told('client.сумма > 5')).toEqual([]);
});

it('sees signs of other languages', () => {
  expect(told('a == 1 && b <> 2').map(([kind]) => kind)).toEqual(['equals', 'and-or', 'not-equal']);
  expect(told("a = 'x'")).toEqual([['quotes', "'x'", '"x"']]);
  expect(told('a != 1 and a >= 2')).toEqual([]);
});
