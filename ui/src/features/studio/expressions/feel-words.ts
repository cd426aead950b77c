import { typeText } from '@arbiter/engine/feel/types/is-assignable';
import type { FeelType } from '@arbiter/engine/feel/feel-type';
import type { Language } from '$lib/i18n/translator.js';

const russianTypes: readonly [RegExp, string][] = [
  [/\byears and months duration\b/g, 'срок в месяцах'],
  [/\bdays and time duration\b/g, 'длительность'],
  [/\bdate and time\b/g, 'дата и время'],
  [/\bnumber\b/g, 'число'],
  [/\bstring\b/g, 'текст'],
  [/\bboolean\b/g, 'да/нет'],
  [/\bdate\b/g, 'дата'],
  [/\btime\b/g, 'время'],
  [/\blist\b/g, 'список'],
  [/\bcontext\b/g, 'объект'],
  [/\brange\b/g, 'диапазон'],
  [/\bfunction\b/g, 'функция'],
  [/\bcomparable\b/g, 'сравнимое'],
  [/\bAny\b/g, 'любое'],
  [/\bany\b/g, 'любое'],
  [/\bnull\b/g, 'пусто'],
];

/** Objects without their fields: a message is no place for a data model. */
export function withoutFields(text: string): string {
  let told = '';
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (depth === 0 && text.startsWith('context<', at)) {
      told += 'context';
      depth = 1;
      at += 'context'.length;
    } else if (depth === 0) told += text[at];
    else if (text[at] === '<') depth += 1;
    else if (text[at] === '>') depth -= 1;
  }
  return told;
}

/** Types in a text of the engine by their Russian names. */
export const inRussian = (text: string): string => russianTypes.reduce((told, [pattern, word]) => told.replace(pattern, word), text);

/** A type for people: `number` or «число»; of an object only its kind, its fields are many. */
export function typeInWords(type: FeelType, language: Language): string {
  const ru = language === 'ru';
  switch (type.kind) {
    case 'list': return type.items.kind === 'any' || type.items.kind === 'null' ? (ru ? 'список' : 'list') : `${ru ? 'список' : 'list'}: ${typeInWords(type.items, language)}`;
    case 'range': return ru ? 'диапазон' : 'range';
    case 'context': return ru ? 'объект' : 'object';
    case 'function': return ru ? 'функция' : 'function';
    case 'any': return ru ? 'любое' : 'any';
    default: return ru ? inRussian(typeText(type)) : typeText(type);
  }
}

type Tell = (...parts: string[]) => string;
const it = inRussian;
const subject = (what: string): string => (what === 'The input' ? 'Проверяемое значение' : what.replace(/^"(.*)"$/, '«$1»'));

/** The engine's messages about expressions in Russian, by their form. */
const faults: readonly [RegExp, Tell][] = [
  [/^There is no name "(.*)" here;/, (name) => `Нет имени «${name}»: добавьте его в модель данных или исправьте`],
  [/^"(.*)" is a (.*) and has no "(.*)"\.$/, (owner, type, name) => `У «${owner}» (${it(type!)}) нет поля «${name}»`],
  [/^"(.*)" is a (.*) and has no opposite;/, (text, type) => `«${text}» — ${it(type!)}: минус бывает у чисел и длительностей`],
  [/^The ends of "(.*)" are a (.*) and a (.*); both/, (text, low, high) => `Границы «${text}» разных типов: ${it(low!)} и ${it(high!)}`],
  [/^@"(.*)" is no date/, (text) => `@"${text}" — не дата, не время и не длительность; пишите, например, @"2025-12-31" или @"P1D"`],
  [/^"(.*)" is a (.*); a condition must be a boolean\.$/, (text, type) => `«${text}» — ${it(type!)}, а условие должно давать да или нет`],
  [/^"(.*)" is a (.*) and "(.*)" a (.*); they cannot be joined by "(.*)"\.$/, (left, leftType, right, rightType, sign) => `«${left}» (${it(leftType!)}) и «${right}» (${it(rightType!)}) нельзя соединить знаком «${sign}»`],
  [/^(.*) is a (.*) and is compared with a (.*); the answer/, (what, left, right) => `${subject(what!)} — ${it(left!)}, а сравнивается с типом «${it(right!)}»: ответ всегда был бы null`],
  [/^(.*) is a (.*), which has no order;/, (what, type) => `${subject(what!)} — ${it(type!)}: больше и меньше у него нет, сравнивайте через = и !=`],
  [/^"(.*)" is a (.*); a filter is a condition or a place/, (text, type) => `«${text}» — ${it(type!)}, а в скобках отбора стоит условие или номер элемента`],
  [/^"(.*)" is a (.*) and tests a (.*); it would never hold\.$/, (text, type, input) => `«${text}» — ${it(type!)}, а проверяется ${it(input!)}: условие никогда не выполнится`],
  [/^"(.*)" takes (\d+) arguments, (\d+) are given\.$/, (name, wanted, given) => `«${name}» ждёт аргументов: ${wanted}, дано: ${given}`],
  [/^"(.*)" is a (.*); "(.*)" must be a (.*)\.$/, (text, type, name, wanted) => `«${text}» — ${it(type!)}, а «${name}» — ${it(wanted!)}`],
  [/^"(.*)" is a (.*) and cannot be called\.$/, (name, type) => `«${name}» — ${it(type!)}, это не функция`],
  [/^External functions/, () => 'Внешние функции здесь не выполняются: напишите функцию на FEEL или возьмите узел Python'],
  [/^The key "(.*)" comes twice/, (name) => `Ключ «${name}» указан дважды`],
  [/^"(.*)" has no parameters (.*); it is called as (.*)\.$/, (name, names, forms) => `У «${name}» нет параметров ${names}; вызов: ${forms!.replaceAll(' or ', ' или ')}`],
  [/^"(.*)" needs a list or at least one value\.$/, (name) => `«${name}» нужен список или хотя бы одно значение`],
  [/^The arguments are \(?(.*?)\)?; "(.*)" is called as (.*)\.$/, (given, name, forms) => `Даны аргументы: ${it(given!)}; вызов «${name}»: ${it(forms!).replaceAll(' or ', ' или ')}`],
  [/^The comment is not closed/, () => 'Комментарий не закрыт: закончите его знаками */'],
  [/^The text is not closed/, () => 'Текст не закрыт: поставьте кавычку "'],
  [/^"(.*)" is neither a number nor a name/, (text) => `«${text}» — и не число, и не имя: имена начинаются с буквы`],
  [/^Arguments are given either/, () => 'Аргументы даются либо все по именам, либо все по порядку'],
  [/^The number (.*) is larger/, (text) => `Число ${text} слишком велико`],
  [/^The expression (is deeper|is nested deeper|has) /, () => 'Выражение слишком велико: разбейте его на несколько'],
  [/^Types are nested deeper/, () => 'Типы вложены слишком глубоко'],
  [/^There is no type "(.*)"; use/, (name) => `Нет типа «${name}»: есть number, string, boolean, date, time, date and time, list<…>, context<…>, range<…>, Any`],
  [/^Found (.*) where (.*) is expected\.$/, (found, wanted) => `${found === 'the end' ? 'Выражение оборвано' : `Здесь лишнее: ${found}`}; ожидается ${wantedInRussian(wanted!)}`],
];

const wantedWords: readonly [RegExp, string][] = [
  [/^the end of the expression$/, 'конец выражения или знак действия'],
  [/^an expression$/, 'значение или имя'],
  [/^a comma or the end of the tests$/, 'запятая или конец условий'],
  [/^"and" of between$/, 'and после between'],
  [/^the name of a field$/, 'имя поля'],
  [/^the name of a parameter$/, 'имя параметра'],
  [/^a name and "in"$/, 'имя и in'],
  [/^a key and a colon$/, 'ключ и двоеточие'],
  [/^a type$/, 'тип'],
  [/^a text in double quotes after @$/, 'текст в кавычках после @'],
  [/^a field such as/, 'поле вида «имя: тип»'],
  [/^"of" after/, 'of после instance'],
  [/^"\]" or "\)" after the range$/, '«]» или «)» после диапазона'],
  [/^"([^"]+)".*$/, '«$1»'],
];

function wantedInRussian(wanted: string): string {
  for (const [pattern, words] of wantedWords) if (pattern.test(wanted)) return wanted.replace(pattern, words);
  return wanted;
}

/** A message of the engine about an expression, in the reader's language; one of an unknown form stays as it is. */
export function faultInWords(message: string, language: Language): string {
  const short = withoutFields(message);
  if (language === 'en') return short;
  for (const [pattern, tell] of faults) {
    const match = pattern.exec(short);
    if (match) return tell(...match.slice(1));
  }
  return short;
}
