import type { ContactPolicyDocument } from '@arbiter/contracts/real-time/contact-policy';
import { collectionLaw } from './collection-law.js';
import { marketing } from './marketing.js';

export * from './collection-law.js';
export * from './marketing.js';
export * from './russian-work-calendar.js';

export interface PolicyTemplate {
  id: string;
  title: { ru: string; en: string };
  description: { ru: string; en: string };
  document: ContactPolicyDocument;
}

/** Policies to begin with; each brings its tests, which pass. Channels and attributes are to be named as the company names them. */
export const policyTemplates: readonly PolicyTemplate[] = [
  {
    id: 'collection-law-230-fz',
    title: { ru: 'Взыскание: закон 230-ФЗ', en: 'Collection: Russian law 230-FZ' },
    description: {
      ru: 'Статья 7: звонки 1 в день, 2 в неделю, 8 в месяц; сообщения 2, 4 и 16; встречи 1 в неделю; по рабочим дням с 8 до 22, по выходным с 9 до 20 по времени должника. Только физические лица',
      en: 'Article 7: calls 1 a day, 2 a week, 8 a month; messages 2, 4 and 16; visits 1 a week; on workdays 8 to 22, on days off 9 to 20 by the debtor’s clock. Individuals only',
    },
    document: collectionLaw(),
  },
  {
    id: 'marketing',
    title: { ru: 'Реклама: согласие и частота', en: 'Marketing: consent and frequency' },
    description: {
      ru: 'Согласие на каждый канал, тихие часы с 21 до 9, 20 часов между контактами, 1 в день, 3 в неделю, 8 в месяц; жалоба останавливает продажи; сервисные уведомления о сделках проходят',
      en: 'Consent for each channel, quiet hours 21 to 9, 20 hours between contacts, 1 a day, 3 a week, 8 a month; a complaint stops sales; transactional messages pass',
    },
    document: marketing(),
  },
];
