import * as arithmetic from './arithmetic.js';
import { builtin, builtinFunctions, named } from './builtins.js';
import * as calling from './calling.js';
import * as comparing from './comparing.js';
import { context } from './context-functions.js';
import { isContext, own } from './kinds.js';
import { each, eachOf, every, some, span } from './loops.js';
import * as paths from './paths-and-filters.js';
import { openRange, range } from './range-functions.js';
import { fixed, temporalLiteral } from './fixed-values.js';
import { coerce, instanceOf } from './typing.js';

/** A field of a value that is a context or null. */
function field(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' ? (isContext(value) ? own(value, name) : paths.path(value, name)) : null;
}

/** Functions that printed expressions call as `R.name(…)`: operators and the built-in functions of FEEL. */
export const feelRuntime = Object.freeze({
  ...builtinFunctions,
  ...arithmetic,
  ...calling,
  ...paths,
  and: comparing.and, andThen: comparing.andThen, or: comparing.or, orElse: comparing.orElse, not: comparing.not,
  equals: comparing.equals, notEquals: comparing.notEquals, less: comparing.less, lessOrEqual: comparing.lessOrEqual,
  greater: comparing.greater, greaterOrEqual: comparing.greaterOrEqual, between: comparing.between, within: comparing.within, test: comparing.test,
  lessDates: comparing.lessDates, lessOrEqualDates: comparing.lessOrEqualDates, equalDates: comparing.equalDates,
  lessNumbers: comparing.lessNumbers, lessOrEqualNumbers: comparing.lessOrEqualNumbers, lessStrings: comparing.lessStrings, lessOrEqualStrings: comparing.lessOrEqualStrings,
  builtin, named, coerce, context, each, eachOf, every, field, instanceOf, openRange, own, range, some, span, fixed, temporal: temporalLiteral,
});
