import type { Action, ConfigurationDocumentOf, ConfigurationKind } from '@arbiter/contracts';

/** What the demo company offers besides collecting: its own and a partner's, with terms of each customer's own. */
export const offers: Action[] = [
  {
    id: 'offer-instalment', title: { ru: 'Рассрочка на полгода', en: 'Six instalments' }, channel: 'web', stage: 'offer', purpose: 'service', costMinor: 0, valueMinor: 90_000, validMinutes: 4_320, tags: ['debt'],
    terms: [
      { name: 'monthlyPayment', title: { ru: 'Платёж в месяц', en: 'Monthly payment' }, expression: 'overdue / 6', atLeast: 300, step: 10, unit: '₽' },
      { name: 'months', title: { ru: 'Месяцев', en: 'Months' }, expression: '6' },
    ],
    message: { subject: 'Instalments', body: 'Pay {monthlyPayment} a month for six months and the debt is settled.' },
  },
  { id: 'offer-autopay', title: { ru: 'Автоплатёж со скидкой', en: 'Autopay with a discount' }, channel: 'web', stage: 'offer', costMinor: 0, valueMinor: 40_000, tags: ['payments'], message: { body: 'Turn on autopay and never think of due dates again.' } },
  { id: 'offer-autopay-email', title: { ru: 'Письмо об автоплатеже', en: 'E-mail about autopay' }, channel: 'email', stage: 'offer', costMinor: 100, valueMinor: 40_000, tags: ['payments'], message: { subject: 'Autopay', body: 'Turn on autopay and never think of due dates again.' } },
  { id: 'offer-smart-meter', title: { ru: 'Умный счётчик от партнёра', en: 'Smart meter of a partner' }, channel: 'web', stage: 'offer', costMinor: 0, valueMinor: 150_000, partner: 'metering', tags: ['partner'], message: { body: 'A smart meter sends its readings by itself.' } },
];

type DemoDocument = { [K in ConfigurationKind]: { kind: K; id: string; document: ConfigurationDocumentOf<K> } }[ConfigurationKind];

/** Places, events, features, triggers, quotas and ways of delivery of the demo company. Contact policy comes from the templates. */
export function realTimeDocuments(language: 'ru' | 'en', customers: number): DemoDocument[] {
  const say = (ru: string, en: string): string => (language === 'ru' ? ru : en);
  const timeZone = 'Europe/Moscow';
  return [
    { kind: 'company', id: 'company', document: { timeZone, attributionDays: 30 } },
    { kind: 'event-types', id: 'payment-made', document: { title: say('Платёж', 'Payment made'), schema: { type: 'object', properties: { amount: { type: 'number', minimum: 0 } }, required: ['amount'] } } },
    { kind: 'event-types', id: 'app-login', document: { title: say('Вход в личный кабинет', 'Login to the web account') } },
    { kind: 'event-types', id: 'page-viewed', document: { title: say('Просмотр страницы', 'Page viewed'), schema: { type: 'object', properties: { page: { type: 'string', maxLength: 200 } }, required: ['page'] } } },
    { kind: 'event-types', id: 'complaint-opened', document: { title: say('Жалоба открыта', 'Complaint opened'), raises: ['complaint'] } },
    { kind: 'event-types', id: 'complaint-closed', document: { title: say('Жалоба закрыта', 'Complaint closed'), lowers: ['complaint'] } },
    { kind: 'event-types', id: 'survey-answered', document: { title: say('Ответ на опрос', 'Survey answered'), schema: { type: 'object', properties: { score: { type: 'integer', minimum: 0, maximum: 10 } }, required: ['score'] } } },
    { kind: 'features', id: 'logins_30d', document: { title: say('Входов за 30 дней', 'Logins in 30 days'), events: ['app-login'], kind: 'count', window: '30d' } },
    { kind: 'features', id: 'paid_90d', document: { title: say('Оплачено за 90 дней', 'Paid in 90 days'), events: ['payment-made'], kind: 'sum', field: 'amount', window: '90d' } },
    { kind: 'features', id: 'pages_1h', document: { title: say('Страниц за час', 'Pages in an hour'), events: ['page-viewed'], kind: 'distinct', field: 'page', window: '1h' } },
    { kind: 'features', id: 'logins_trend', document: { title: say('Входы: тренд за 30 дней', 'Logins: trend of 30 days'), events: ['app-login'], kind: 'trend', window: '30d' } },
    { kind: 'placements', id: 'web-account', document: { title: say('Баннер в личном кабинете', 'Banner of the web account'), active: true, inbound: true, channels: ['web'], plan: true, offers: ['offer-instalment', 'offer-autopay', 'offer-smart-meter'], most: 2 } },
    { kind: 'placements', id: 'follow-up', document: { title: say('Письмо вслед', 'Follow-up e-mail'), active: true, inbound: false, channels: ['email'], plan: false, offers: ['offer-autopay-email'] } },
    { kind: 'triggers', id: 'looked-at-payments', document: { title: say('Смотрел способы оплаты и не заплатил', 'Looked at ways to pay and did not'), active: true, on: { kind: 'event', events: ['page-viewed'], where: 'data.page = "payments"' }, placementId: 'follow-up', delayMinutes: 60, coolDownMinutes: 10_080, cancelledBy: ['payment-made'] } },
    {
      kind: 'contact-policies', id: 'sales',
      document: {
        title: say('Продажи: не во время жалобы, не чаще двух писем в неделю', 'Sales: not while a complaint is open, two e-mails a week at most'), active: true, timeZone,
        rules: [
          { kind: 'suppress', id: 'complaint', of: { purpose: ['sales'] }, flag: 'complaint' },
          { kind: 'cap', id: 'emails-a-week', of: { channel: ['email'], purpose: ['sales'] }, atMost: 2, per: 'week' },
        ],
        tests: [
          { name: say('жалоба открыта', 'complaint open'), at: '2026-03-11T09:00:00Z', offer: { channel: 'web', purpose: 'sales' }, flags: ['complaint'], expect: 'complaint' },
          { name: say('рассрочку предложить можно', 'instalments may be offered'), at: '2026-03-11T09:00:00Z', offer: { channel: 'web', purpose: 'service' }, flags: ['complaint'], expect: null },
        ],
      },
    },
    { kind: 'quotas', id: 'call-centre', document: { title: say('Звонков в день', 'Calls a day'), active: true, of: { channel: ['phone'] }, atMost: Math.max(50, Math.round(customers / 20)), unit: 'contacts', per: 'day', timeZone } },
    { kind: 'quotas', id: 'smart-meters', document: { title: say('Счётчики партнёра', 'Smart meters of the partner'), active: true, of: {}, partner: 'metering', atMost: 500, unit: 'contacts', per: 'month', timeZone } },
    { kind: 'delivery-ways', id: 'web', document: { active: true, way: { kind: 'pull' } } },
    { kind: 'delivery-ways', id: 'phone', document: { active: true, way: { kind: 'file', folder: 'calls', everyMinutes: 60, format: 'csv' } } },
  ];
}
