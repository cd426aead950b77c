export { createTranslator, type Language, type MessageTree, type MessageValues } from '@arbiter/reports/wording/translator';
