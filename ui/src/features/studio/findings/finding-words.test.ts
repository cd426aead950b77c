import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { findingInWords, isSaidInRussian, type Told } from './finding-words.js';

const engine = new URL('../../../../../engine/src/', import.meta.url).pathname;
const areas = ['strategy', 'strategy-data-model', 'decision-table', 'scorecard', 'decision-tree', 'model', 'rule-set'];
/** What is built in the sources is no fixture, and notes of importers are shown beside the file that was read. */
const leftOut = /^(testing|fixtures|importers|pmml|sql)$/;
/** Codes of what the studio never shows: they are told when SQL or a report is printed. */
const notShown = new Set(['not-pushable', 'no-sql']);

/** What parts of messages are, that are made elsewhere. */
const fillingsOf: readonly [RegExp, string[]][] = [
  [/^nodeInWords/, ['"Scoring" (score)']],
  [/^what$/, ['Node "score"']],
  [/^thing$/, ['The output "limit"', 'The points of bin 2 of "age"']],
  [/^capital\(/, ['Rule 7', 'Rule "r7"']],
  [/^name\(/, ['rule 8']],
  [/^reading\.error\.message$/, ['The statement is empty: write a SELECT']],
  [/error\.message$|^message$/, ['must be string', 'must not have fewer than 2 items', 'must have required properties name, type']],
  [/^told$/, ['strategy "a" would run itself: a → b → a; take one of these sub-processes out']],
];

/** Texts of a message, something in place of what is filled in; none where it is made elsewhere. */
function texts(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (!ts.isTemplateExpression(node)) return [];
  return node.templateSpans.reduce<string[]>(
    (told, { expression, literal }) => {
      const source = expression.getText();
      const known = fillingsOf.find(([pattern]) => pattern.test(source))?.[1];
      const fillings = known ?? (ts.isConditionalExpression(expression) && texts(expression).length > 0 ? texts(expression) : /kind|[tT]ype|article/.test(source) ? ['number'] : ['7']);
      return told.flatMap((text) => fillings.map((filling) => text + filling + literal.text));
    },
    [node.head.text],
  );
}

function codes(node: ts.Expression): string[] {
  if (ts.isStringLiteral(node) && /^[a-z]+(-[a-z]+)*$/.test(node.text)) return [node.text];
  return ts.isConditionalExpression(node) ? [...codes(node.whenTrue), ...codes(node.whenFalse)] : [];
}

function toldIn(file: string): Told[] {
  const found: Told[] = [];
  const add = (code: ts.Expression, message: ts.Expression): void => {
    for (const each of codes(code)) for (const text of texts(message)) found.push({ code: each, path: '', message: text });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /fault|warn|add|tell|findings/i.test(node.expression.getText())) node.arguments.slice(0, -1).forEach((argument, at) => add(argument, node.arguments[at + 1]!));
    if (ts.isObjectLiteralExpression(node)) {
      const of = (name: string): ts.Expression | undefined => node.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)?.initializer;
      const [code, message] = [of('code'), of('message')];
      if (code && message) add(code, message);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true));
  return found;
}

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return leftOut.test(entry.name) && !folder.endsWith('nodes') ? [] : filesOf(join(folder, entry.name));
    return entry.name.endsWith('.ts') && !entry.name.includes('.test.') && !/-sql\.ts$/.test(entry.name) ? [join(folder, entry.name)] : [];
  });

describe('findings in words', () => {
  const told = areas.flatMap((area) => filesOf(join(engine, area)).flatMap(toldIn)).filter(({ code }) => !notShown.has(code));

  it('are found in the sources of the checks', () => expect(told.length).toBeGreaterThan(250));

  it('have a Russian sentence for every message of the checks', () => {
    expect([...new Set(told.filter((each) => !isSaidInRussian(each)).map(({ code, message }) => `${code}: ${message}`))]).toEqual([]);
  });

  it.each<[Told, string]>([
    [{ code: 'no-edge', message: 'The way out "next" of node "Scoring" (score) leads nowhere: draw an edge from it' }, 'Выход «next» узла "Scoring" (score) никуда не ведёт: проведите от него связь'],
    [{ code: 'type-mismatch', message: 'Node "calc": the expression gives list<string>, but number is wanted' }, 'Узел "calc": нужен тип «число», а выражение даёт «список<текст>»'],
    [{ code: 'missing', path: '/age', message: '"age" is required: give a number' }, 'Поле «age» обязательно: укажите значение типа «число»'],
    [{ code: 'wrong-shape', path: '/graph/nodes/1/settings/source', message: 'Node "data": /source must not have fewer than 1 characters' }, 'Узел "data": выберите источник'],
    [{ code: 'wrong-shape', path: '/inputs/0', message: 'Data model: must have required properties name' }, 'Впишите имя'],
    [{ code: 'wrong-type', message: 'Default of "b": "q" is not a date (such as "2026-01-31")' }, 'Значение по умолчанию «b»: "q" — не «дата (например "2026-01-31")»'],
    [{ code: 'unknown-name', message: 'Node "n4": Line 1, column 1: There is no name "agee" here; declare it in the data model or correct it.' }, 'Узел "n4": нет имени «agee»: добавьте его в модель данных или исправьте'],
    [{ code: 'test-suite', message: '3 of 4 test cases pass; failing: "a" at /x; they take 50 % of the ways out of nodes' }, 'Пройдено тестов: 3 из 4; не прошли: "a" at /x. Тесты проходят 50 % выходов узлов'],
    [{ code: 'python-error', message: 'The Python code failed, line 3: ZeroDivisionError: division by zero' }, 'Код на Python остановился на строке 3: ZeroDivisionError: division by zero'],
    [{ code: 'http-timeout', message: 'scores: no answer within 300 ms' }, 'Служба не ответила вовремя: scores: no answer within 300 ms'],
  ])('%j', (each, words) => expect(findingInWords(each, 'ru')).toEqual({ text: words, lang: 'ru' }));

  it('are the engine\'s own in English, but for faults of shape', () => {
    expect(findingInWords({ code: 'no-end', message: 'The strategy has no output node: add one' }, 'en').text).toBe('The strategy has no output node: add one');
    expect(findingInWords({ code: 'wrong-shape', path: '/graph/nodes/1/settings/source', message: 'Node "data": /source must not have fewer than 1 characters' }, 'en').text).toBe('Node "data": Choose a source');
  });

  it('stay English, and marked so, where there is nothing else', () => expect(findingInWords({ code: 'never-heard-of', message: 'Something' }, 'ru')).toEqual({ text: 'Something', lang: 'en' }));
});
