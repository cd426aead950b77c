import type { AttributeType } from '@arbiter/contracts';
import { t, type MessageKey } from '$lib/i18n/i18n.svelte.js';

const keys: Record<AttributeType, MessageKey> = {
  text: 'data.typeText',
  number: 'data.typeNumber',
  money: 'data.typeMoney',
  boolean: 'data.typeBoolean',
  date: 'data.typeDate',
  instant: 'data.typeInstant',
  list: 'data.typeList',
};

export const attributeTypeTitle = (type: AttributeType): string => t(keys[type]);
