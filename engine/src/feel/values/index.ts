export { FeelDate, FeelDateTime, FeelTime, parseDate, parseDateTime, parseTime } from './date-and-time.js';
export { DayTimeDuration, parseDuration, YearMonthDuration } from './durations.js';
export { feelFromJson, feelToJson, feelTypeOf } from './feel-json.js';
export { FeelFunction } from './feel-function.js';
export { FeelObject } from './feel-object.js';
export { FeelRange } from './feel-range.js';
