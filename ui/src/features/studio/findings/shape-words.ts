import type { Language } from '$lib/i18n/translator.js';
import { typeInRussian } from './said.js';

type Two = readonly [russian: string, english: string];

/** What to do about a setting that is empty or of the wrong shape, by the last name of its place. */
const wishes: Record<string, Two> = {
  name: ['Впишите имя', 'Give it a name'],
  title: ['Впишите название', 'Give it a title'],
  id: ['Впишите код: латинские буквы, цифры и дефисы', 'Give it an identifier of letters, digits and hyphens'],
  expression: ['Впишите выражение', 'Write an expression'],
  value: ['Впишите значение', 'Write a value'],
  condition: ['Впишите условие', 'Write a condition'],
  target: ['Выберите, куда записать', 'Choose where to write it'],
  result: ['Выберите, куда записать результат', 'Choose where to write the result'],
  into: ['Выберите, куда записать', 'Choose where to write it'],
  source: ['Выберите источник', 'Choose a source'],
  service: ['Выберите службу', 'Choose a service'],
  statement: ['Впишите запрос SQL', 'Write the SQL statement'],
  path: ['Впишите путь', 'Write the path'],
  code: ['Впишите код', 'Write the code'],
  port: ['Назовите выход', 'Name the way out'],
  key: ['Укажите ключ клиента', 'Give the key of the customer'],
  arms: ['Добавьте хотя бы две группы', 'Add two groups at least'],
  branches: ['Добавьте хотя бы одно условие', 'Add a condition'],
  assignments: ['Добавьте хотя бы одну формулу', 'Add a formula'],
  list: ['Укажите список', 'Give the list'],
  over: ['Укажите список', 'Give the list'],
  element: ['Назовите элемент', 'Name the element'],
  start: ['Выберите первый узел', 'Choose the first node'],
  action: ['Укажите мероприятие', 'Give the action'],
  channel: ['Укажите канал', 'Give the channel'],
  customer: ['Укажите клиента', 'Give the customer'],
  candidates: ['Добавьте хотя бы одно предложение', 'Add an offer'],
  channels: ['Добавьте хотя бы один канал', 'Add a channel'],
  strategy: ['Выберите стратегию', 'Choose a strategy'],
  reference: ['Выберите документ и версию', 'Choose a document and its version'],
  kind: ['Выберите вид', 'Choose a kind'],
  version: ['Выберите версию', 'Choose a version'],
  model: ['Выберите модель', 'Choose a model'],
  content: ['Выберите содержимое или создайте его здесь', 'Choose the content, or make it here'],
  feature: ['Выберите признак', 'Choose a feature'],
  share: ['Укажите долю от 0 до 100 %', 'Give a share from 0 to 100 %'],
  column: ['Укажите столбец', 'Give the column'],
  columns: ['Добавьте хотя бы один столбец', 'Add a column'],
  type: ['Выберите тип', 'Choose a type'],
  operator: ['Выберите оператор', 'Choose an operator'],
  fact: ['Выберите факт', 'Choose a fact'],
  outputs: ['Добавьте хотя бы один результат', 'Add an output'],
  inputs: ['Добавьте условие', 'Add an input'],
  rules: ['Добавьте правило', 'Add a rule'],
  characteristics: ['Добавьте хотя бы один признак', 'Add a characteristic'],
  bins: ['Добавьте хотя бы один интервал', 'Add a bin'],
  points: ['Впишите баллы', 'Write the points'],
  coefficient: ['Впишите коэффициент', 'Write the coefficient'],
  timeoutMs: ['Укажите предел времени', 'Give a time limit'],
  memoryMb: ['Укажите предел памяти', 'Give a limit of memory'],
  limit: ['Укажите предел', 'Give a limit'],
  attempts: ['Укажите число попыток', 'Give the number of attempts'],
};

/** How names must be written. */
const patterns: Record<string, Two> = {
  name: ['Впишите имя: буквы, цифры и подчёркивания, первой — буква', 'Give it a name of letters, digits and underscores that begins with a letter'],
  port: ['Назовите выход: латинские буквы, цифры, дефисы и подчёркивания', 'Name the way out by letters, digits, hyphens and underscores'],
};

/** What a schema asks for, as it says it. */
const demands: readonly [RegExp, Two | ((wish: Two) => Two)][] = [
  [/must (?:not have fewer than 1 (?:characters|items|properties)|match pattern .*|be equal to (?:constant|one of the allowed values)|match (?:a|exactly one) schema in \w+|be string|be either .*|match format .*)$/s, (wish) => wish],
  [/must not have fewer than (\d+) items$/, ['нужно хотя бы $1', 'at least $1 are needed']],
  [/must not have fewer than (\d+) characters$/, ['нужно хотя бы знаков: $1', 'at least $1 characters are needed']],
  [/must not have more than (\d+) items$/, ['не больше $1', 'at most $1 are allowed']],
  [/must not have more than (\d+) characters$/, ['не длиннее $1 знаков', 'at most $1 characters are allowed']],
  [/must not have more than (\d+) properties$/, ['не больше $1', 'at most $1 are allowed']],
  [/must be >= (\S+)$/, ['не меньше $1', 'not below $1']],
  [/must be <= (\S+)$/, ['не больше $1', 'not above $1']],
  [/must be > (\S+)$/, ['больше $1', 'above $1']],
  [/must be < (\S+)$/, ['меньше $1', 'below $1']],
  [/must be multiple of (\S+)$/, ['кратно $1', 'a multiple of $1']],
  [/must not have duplicate items$/, ['значения не должны повторяться', 'values must not repeat']],
  [/must be (number|integer|boolean|object|array|null)$/, ['нужен тип «$1»', 'this must be of the type $1']],
];

const small = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** A fault of shape, in words of whoever fills in the form: by the place what is missing, by the schema's demand how it must be. Null where the message is none of a schema. */
export function shapeInWords(path: string, message: string, language: Language): string | null {
  const ru = language === 'ru';
  const pick = (two: Two): string => two[ru ? 0 : 1];
  const missing = /must have required properties (.+)$/.exec(message);
  if (missing) {
    const told = missing[1]!.split(', ').map((name) => (Object.hasOwn(wishes, name) ? small(pick(wishes[name]!)) : ru ? `заполните «${name}»` : `fill in "${name}"`)).join('; ');
    return told.charAt(0).toUpperCase() + told.slice(1);
  }
  if (/the value does not have the expected shape$|must not be valid$|an unknown validation error occurred$/.test(message)) return ru ? 'Здесь заполнено не всё или не так, как нужно' : 'Something here is missing, or is not as it must be';
  const keys = path.split('/').filter((key) => key !== '' && !/^\d+$/.test(key));
  const name = keys.at(-1) ?? '';
  const known = Object.hasOwn(wishes, name) ? wishes[name]! : null;
  for (const [pattern, demand] of demands) {
    const match = pattern.exec(message);
    if (!match) continue;
    if (message.includes('must match pattern') && Object.hasOwn(patterns, name)) return pick(patterns[name]!);
    if (typeof demand === 'function') return pick(demand(known ?? (name ? [`Заполните «${name}»: сейчас значение не подходит`, `Fill in "${name}": its value does not fit`] : ['Заполните: сейчас значение не подходит', 'Fill this in: the value does not fit'])));
    const value = match[1] ?? '';
    const told = pick(demand).replace('$1', ru ? typeInRussian(value) : value);
    const what = known && !/^(?:object|array|null)$/.test(value) ? pick(known) : name ? (ru ? `«${name}»` : `"${name}"`) : ru ? 'Значение' : 'The value';
    return `${what}: ${told}`;
  }
  return null;
}
