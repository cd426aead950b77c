import type { ReasonCode } from '@arbiter/contracts';

/** Why a decision came out so. */
export const reasons = {
  PLANNED_ACTION: 'Мероприятие назначено планом кампании',
  RULE_SET: 'Так решил набор правил кампании',
  NO_RULE_MATCHED: 'Ни одно правило не сработало',
  NO_ACTIVE_CAMPAIGN: 'Нет запущенной кампании для этого запроса',
  NOT_IN_AUDIENCE: 'Клиент не входит в аудиторию кампании',
  CUSTOMER_UNKNOWN: 'Такого клиента нет в данных',
  CONTROL_GROUP: 'Клиент в контрольной группе — ему ничего не предлагаем',
  NO_CONSENT: 'Нет согласия на контакт',
  CHANNEL_REFUSED: 'Клиент отказался от этого канала',
  CHANNEL_NOT_ASKED: 'Мероприятие в другом канале, чем просили',
  CONTACTS_EXHAUSTED: 'Лимит контактов с клиентом исчерпан',
  WEEK_CONTACT_TAKEN: 'На этой неделе с клиентом уже связывались',
  GAP_NOT_PASSED: 'С прошлого контакта прошло мало дней',
  GAP_NO_HISTORY: 'Не было контакта, после которого это разрешено',
  EXCLUDED_FOR_SEGMENT: 'Мероприятие запрещено для таких клиентов',
  ONLY_OTHER_ACTIONS_FOR_SEGMENT: 'Для таких клиентов разрешены только другие мероприятия',
  CAPACITY_EXHAUSTED: 'Ёмкость канала исчерпана',
  BUDGET_EXHAUSTED: 'Бюджет исчерпан',
  PLAN_NOT_DUE: 'По плану это позже',
  PLAN_EXPIRED: 'Срок по плану прошёл',
  PLAN_TAKEN: 'Мероприятие по плану уже выполнено',
  CAMPAIGN_PAUSED: 'Кампания на паузе',
  ACTION_UNKNOWN: 'Правило назвало мероприятие, которого нет в справочнике',
  RULE_SET_FAILED: 'Набор правил не смог ответить: не хватает фактов или в нём ошибка',
} as const satisfies Record<ReasonCode, string>;
