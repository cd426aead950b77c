export { joinResponse, type JoinedContact, type ResponseClues } from './join-response.js';
export { daysAfter, endOfDayMs, localDay, promiseFlag, settlePromises, stateWithPromises, usualPromiseTerms, withImportedPayments, type PromiseTerms } from './promises-to-pay.js';
export { isEnding, isPromiseDay, longestPromiseDays, stateAfterResponse, type AfterResponse, type ResponseMoment, type ResponseToTake } from './state-after-response.js';
