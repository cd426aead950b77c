/** Results of contacts and kinds of responses that are known by name; others are shown as they came. */
export const history = {
  'delivered': 'доставлено',
  'not-reached': 'не дозвонились',
  'sent': 'отправлено',
  'opened': 'открыто',
  'click': 'переход по ссылке',
  'answered': 'ответил',
  'refused': 'отказ',
  'refusal': 'отказ',
  'failed': 'не доставлено',
  'promise': 'обещание оплатить',
  'payment': 'платёж',
  'wrong-number': 'неверный номер',
  'complaint': 'жалоба',
} as const;
