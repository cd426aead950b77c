export type Gender = 'm' | 'f' | 'n' | 'pl';

/** Feminine nouns in a soft sign that business data is full of, by their ends; the other nouns in a soft sign are taken for masculine ones. */
const softFeminine = /(?:ость|есть|знь|чь|шь|жь|щь|вязь|область|цель|роль|часть|очередь|запись|подпись|модель|карточь|стоимость|степень|помощь|прибыль|скорость|сеть|дверь|площадь|печать|тень|новость)$/u;
/** Nouns in -ы, -и that are many. Genitive plurals ("дней просрочки") agree as neuter: "дней просрочки равно 5". */
const masculineInA = /^(?:мужчина|судья|юноша|глава)$/u;

/**
 * The gender that a title's predicate takes, told by the title's first word: an adjective's ending, else a noun's. What cannot be told, such as
 * names in Latin letters, is neuter: "debt_amount равно 5".
 */
export function genderOf(title: string): Gender {
  const [word = ''] = /^[\p{L}-]+/u.exec(title.trim().toLowerCase()) ?? [];
  if (!/^[а-яё-]+$/u.test(word)) return 'n';
  if (/(?:ый|ий|ой)$/u.test(word) && !/^(?:рой|бой|строй|покрой|критерий|сценарий|санаторий|комментарий)$/u.test(word)) return 'm';
  if (/(?:ая|яя)$/u.test(word)) return 'f';
  if (/(?:ое|ее)$/u.test(word)) return 'n';
  if (/(?:ые|ие)$/u.test(word) && !/(?:ение|ание|тие|вие|лие|ствие|рие|сие|ьие)$/u.test(word)) return 'pl';
  if (/(?:ей|ов|ев|ёв)$/u.test(word) && word.length > 3) return /^(?:музей|юбилей|хоккей)$/u.test(word) ? 'm' : 'n';
  if (/[ая]$/u.test(word)) return /мя$/u.test(word) ? 'n' : masculineInA.test(word) ? 'm' : 'f';
  if (/[оеё]$/u.test(word)) return 'n';
  if (/[ыи]$/u.test(word)) return 'pl';
  if (/ь$/u.test(word)) return softFeminine.test(word) ? 'f' : 'm';
  return /[бвгджзйклмнпрстфхцчшщ]$/u.test(word) ? 'm' : 'n';
}

/** The form of a word that goes with a gender. */
export const agree = (gender: Gender, m: string, f: string, n: string, pl: string): string => ({ m, f, n, pl })[gender];
