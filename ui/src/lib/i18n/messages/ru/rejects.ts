import type { RejectReason } from '@arbiter/contracts';

/** Why a row of a file was refused. */
export const rejects = {
  'malformed-quotes': 'незакрытые кавычки',
  'too-few-columns': 'слишком мало столбцов',
  'too-many-columns': 'слишком много столбцов',
  'not-utf-8': 'текст не в той кодировке',
  'missing-key': 'нет ключа',
  'missing-value': 'нет обязательного значения',
  'not-a-number': 'не число',
  'not-a-date': 'не дата',
  'not-a-boolean': 'не да/нет',
  'out-of-range': 'вне допустимых границ',
  'control-characters': 'управляющие символы',
  'too-long': 'слишком длинное',
  'unknown-action': 'нет такого мероприятия в справочнике',
} as const satisfies Record<RejectReason, string>;
