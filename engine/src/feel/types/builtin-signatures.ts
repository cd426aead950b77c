import type { FeelType } from '../feel-type.js';
import { joinTypes } from './is-assignable.js';

type ParameterKind = FeelType['kind'] | 'comparable';

export interface BuiltinParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly optional: boolean;
  /** Null is passed on; without it, null makes the result null. */
  readonly nullable: boolean;
}

export interface BuiltinSignature {
  readonly name: string;
  /** Key in the runtime object. */
  readonly key: string;
  /** Takes a list or its elements one by one. */
  readonly spread: boolean;
  readonly overloads: readonly (readonly BuiltinParameter[])[];
  /** Type of the result from those of the arguments. */
  readonly result: (given: readonly FeelType[]) => FeelType;
}

const any: FeelType = { kind: 'any' };
const itemsOf = (type: FeelType | undefined): FeelType => (type?.kind === 'list' ? type.items : type?.kind === 'any' || type === undefined ? any : type);
const sameList = (given: readonly FeelType[]): FeelType => ({ kind: 'list', items: itemsOf(given[0]) });
const spreadItem = (given: readonly FeelType[]): FeelType => (given.length === 1 ? itemsOf(given[0]) : given.reduce(joinTypes, { kind: 'null' }));
const joinedLists = (given: readonly FeelType[]): FeelType => ({ kind: 'list', items: given.map(itemsOf).reduce(joinTypes, { kind: 'null' }) });
const withItem = (place: number) => (given: readonly FeelType[]): FeelType => ({ kind: 'list', items: joinTypes(itemsOf(given[0]), given[place] ?? any) });
const listOfKind = (kind: 'string' | 'number' | 'any'): FeelType => ({ kind: 'list', items: { kind } });
const entry: FeelType = { kind: 'context', fields: { key: { kind: 'string' }, value: any } };
const openContext: FeelType = { kind: 'context', fields: {}, open: true };
const flat = (type: FeelType): FeelType => (type.kind === 'list' ? flat(type.items) : type);

const rangePair = ['range1:range, range2:range'];
const pointOrRange = ['point1:comparable, point2:comparable', 'point:comparable, range:range', 'range:range, point:comparable', 'range1:range, range2:range'];
const rangeThenPoint = ['range:range, point:comparable', 'range1:range, range2:range'];
const pointThenRange = ['point:comparable, range:range', 'range1:range, range2:range'];

/** Name, key, result, overloads; `?` optional, `~` null allowed, `*` a list or its elements. */
const rows: readonly [string, string, FeelType['kind'] | FeelType | ((given: readonly FeelType[]) => FeelType), ...string[]][] = [
  ['number', 'number', 'number', 'from:string', 'from:number', 'from:string, grouping separator:string~, decimal separator:string?~'],
  ['string', 'string', 'string', 'from:any'],
  ['date', 'date', 'date', 'from:string', 'from:date', 'from:date and time', 'year:number, month:number, day:number'],
  ['time', 'time', 'time', 'from:string', 'from:time', 'from:date and time', 'from:date', 'hour:number, minute:number, second:number, offset:days and time duration?~'],
  ['date and time', 'dateTime', 'date and time', 'from:string', 'from:date and time', 'from:date', 'date:date, time:time', 'date:date and time, time:time', 'date:date and time, timezone:string',
    'year:number, month:number, day:number, hour:number, minute:number, second:number, offset:days and time duration?~', 'year:number, month:number, day:number, hour:number, minute:number, second:number, timezone:string'],
  ['duration', 'duration', 'any', 'from:string', 'from:days and time duration', 'from:years and months duration'],
  ['years and months duration', 'monthsBetween', 'years and months duration', 'from:date, to:date', 'from:date and time, to:date and time', 'from:date, to:date and time', 'from:date and time, to:date'],
  ['range', 'rangeOf', { kind: 'range', of: any }, 'from:string'],
  ['context', 'contextOf', openContext, 'entries:list'],
  ['not', 'not', 'boolean', 'negand:any'],
  ['substring', 'substring', 'string', 'string:string, start position:number, length:number?'],
  ['string length', 'stringLength', 'number', 'string:string'],
  ['upper case', 'upperCase', 'string', 'string:string'],
  ['lower case', 'lowerCase', 'string', 'string:string'],
  ['substring before', 'substringBefore', 'string', 'string:string, match:string'],
  ['substring after', 'substringAfter', 'string', 'string:string, match:string'],
  ['replace', 'replace', 'string', 'input:string, pattern:string, replacement:string, flags:string?~'],
  ['contains', 'contains', 'boolean', 'string:string, match:string'],
  ['starts with', 'startsWith', 'boolean', 'string:string, match:string'],
  ['ends with', 'endsWith', 'boolean', 'string:string, match:string'],
  ['matches', 'matches', 'boolean', 'input:string, pattern:string, flags:string?~'],
  ['split', 'split', listOfKind('string'), 'string:string, delimiter:string'],
  ['string join', 'stringJoin', 'string', 'list:list, delimiter:string?~'],
  ['list contains', 'listContains', 'boolean', 'list:list, element:any~'],
  ['count', 'count', 'number', 'list:list'],
  ['min', 'min', spreadItem, '*list:list'],
  ['max', 'max', spreadItem, '*list:list'],
  ['sum', 'sum', 'number', '*list:list'],
  ['mean', 'mean', 'number', '*list:list'],
  ['product', 'product', 'number', '*list:list'],
  ['median', 'median', 'number', '*list:list'],
  ['stddev', 'stddev', 'number', '*list:list'],
  ['mode', 'mode', listOfKind('number'), '*list:list'],
  ['all', 'all', 'boolean', '*list:list'],
  ['any', 'any', 'boolean', '*list:list'],
  ['sublist', 'sublist', sameList, 'list:list, start position:number, length:number?'],
  ['append', 'append', (given) => ({ kind: 'list', items: given.slice(1).reduce(joinTypes, itemsOf(given[0])) }), 'list:list, item:any~...'],
  ['concatenate', 'concatenate', joinedLists, 'list:list...'],
  ['insert before', 'insertBefore', withItem(2), 'list:list, position:number, newItem:any~'],
  ['remove', 'remove', sameList, 'list:list, position:number'],
  ['list replace', 'listReplace', withItem(2), 'list:list, position:number, newItem:any~', 'list:list, match:function, newItem:any~'],
  ['reverse', 'reverse', sameList, 'list:list'],
  ['index of', 'indexOf', listOfKind('number'), 'list:list, match:any~'],
  ['union', 'union', joinedLists, 'list:list...'],
  ['distinct values', 'distinctValues', sameList, 'list:list'],
  ['flatten', 'flatten', (given) => ({ kind: 'list', items: given[0] ? flat(given[0]) : any }), 'list:list'],
  ['sort', 'sort', sameList, 'list:list, precedes:function?~'],
  ['decimal', 'decimal', 'number', 'n:number, scale:number'],
  ['floor', 'floor', 'number', 'n:number, scale:number?'],
  ['ceiling', 'ceiling', 'number', 'n:number, scale:number?'],
  ['round up', 'roundUp', 'number', 'n:number, scale:number?'],
  ['round down', 'roundDown', 'number', 'n:number, scale:number?'],
  ['round half up', 'roundHalfUp', 'number', 'n:number, scale:number?'],
  ['round half down', 'roundHalfDown', 'number', 'n:number, scale:number?'],
  ['abs', 'abs', (given) => given[0] ?? any, 'n:number', 'n:days and time duration', 'n:years and months duration'],
  ['modulo', 'modulo', 'number', 'dividend:number, divisor:number'],
  ['sqrt', 'sqrt', 'number', 'number:number'],
  ['log', 'log', 'number', 'number:number'],
  ['exp', 'exp', 'number', 'number:number'],
  ['odd', 'odd', 'boolean', 'number:number'],
  ['even', 'even', 'boolean', 'number:number'],
  ['is', 'is', 'boolean', 'value1:any?~, value2:any?~'],
  ['before', 'before', 'boolean', ...pointOrRange],
  ['after', 'after', 'boolean', ...pointOrRange],
  ['meets', 'meets', 'boolean', ...rangePair],
  ['met by', 'metBy', 'boolean', ...rangePair],
  ['overlaps', 'overlaps', 'boolean', ...rangePair],
  ['overlaps before', 'overlapsBefore', 'boolean', ...rangePair],
  ['overlaps after', 'overlapsAfter', 'boolean', ...rangePair],
  ['finishes', 'finishes', 'boolean', ...pointThenRange],
  ['finished by', 'finishedBy', 'boolean', ...rangeThenPoint],
  ['includes', 'includes', 'boolean', ...rangeThenPoint],
  ['during', 'during', 'boolean', ...pointThenRange],
  ['starts', 'starts', 'boolean', ...pointThenRange],
  ['started by', 'startedBy', 'boolean', ...rangeThenPoint],
  ['coincides', 'coincides', 'boolean', 'point1:comparable, point2:comparable', ...rangePair],
  ['day of year', 'dayOfYear', 'number', 'date:date', 'date:date and time'],
  ['day of week', 'dayOfWeek', 'string', 'date:date', 'date:date and time'],
  ['month of year', 'monthOfYear', 'string', 'date:date', 'date:date and time'],
  ['week of year', 'weekOfYear', 'number', 'date:date', 'date:date and time'],
  ['now', 'now', 'date and time', ''],
  ['today', 'today', 'date', ''],
  ['get value', 'getValue', any, 'm:context, key:string', 'context:context, key:string'],
  ['get entries', 'getEntries', { kind: 'list', items: entry }, 'm:context', 'context:context'],
  ['context put', 'contextPut', openContext, 'context:context, key:string, value:any~', 'context:context, keys:list, value:any~'],
  ['context merge', 'contextMerge', openContext, 'contexts:list'],
];

function parametersOf(text: string): BuiltinParameter[] {
  if (text === '') return [];
  return text.replace('*', '').split(', ').flatMap((part): BuiltinParameter[] => {
    const colon = part.indexOf(':');
    const kind = part.slice(colon + 1).replace(/[?~.]/g, '') as ParameterKind;
    return [{ name: part.slice(0, colon), kind, optional: part.includes('?'), nullable: part.includes('~') || (kind === 'any') }];
  });
}

/** Whether the last parameter of the function may come many times. */
export const manyTimes: ReadonlySet<string> = new Set(['append', 'concatenate', 'union']);

/** Built-in functions of DMN 1.5, chapter 10.3.4, by name. */
export const builtinSignatures: ReadonlyMap<string, BuiltinSignature> = new Map(
  rows.map(([name, key, result, ...overloads]) => [
    name,
    {
      name, key,
      spread: overloads[0]!.startsWith('*'),
      overloads: overloads.map(parametersOf),
      result: typeof result === 'function' ? result : typeof result === 'string' ? () => ({ kind: result }) as FeelType : () => result,
    },
  ]),
);
export const builtinNames: readonly string[] = [...builtinSignatures.keys()];
