import type { Title } from '@arbiter/contracts/identifiers';
import { title, type ExploreDimension } from '../explore-dataset.js';

type Titles = Readonly<Record<string, Title>>;

export const stageTitles: Titles = { pre: title('Предварительный', 'Pre-collection'), soft: title('Soft-взыскание', 'Soft collection'), hard: title('Hard-взыскание', 'Hard collection'), offer: title('Предложение', 'Offer'), service: title('Обслуживание', 'Service') };
export const armTitles: Titles = { target: title('Целевая группа', 'Target group'), control: title('Контрольная группа', 'Control group') };

export const contactStatusTitles: Titles = {
  sent: title('Отправлено', 'Sent'), delivered: title('Доставлено', 'Delivered'), opened: title('Открыто', 'Opened'), read: title('Прочитано', 'Read'), clicked: title('Переход', 'Clicked'), dismissed: title('Закрыто', 'Dismissed'),
  'right-party': title('Контакт с клиентом', 'Right party'), 'not-reached': title('Не дозвонились', 'Not reached'), responded: title('Откликнулся', 'Responded'), promise: title('Обещание', 'Promise'), paid: title('Оплата', 'Paid'),
  bounced: title('Не принято', 'Bounced'), failed: title('Не удалось', 'Failed'), expired: title('Срок истёк', 'Expired'), cancelled: title('Отменено', 'Cancelled'), waiting: title('Ждёт', 'Waiting'), sending: title('Отправляется', 'Sending'), unknown: title('Неизвестно', 'Unknown'),
};

/** Contacts that came to the customer's eyes or ears, and those where the customer in person answered: as funnels and boards count them. */
export const rightPartySql = "('right-party', 'responded', 'promise', 'paid', 'clicked')";
export const arrivedSql = "('delivered', 'opened', 'read', 'right-party', 'responded', 'promise', 'paid', 'clicked')";

export const channelDimension = (sql = 'f.channel'): ExploreDimension => ({ id: 'channel', title: title('Канал', 'Channel'), type: 'text', sql, valueTitles: 'channels' });
export const actionDimension = (sql = 'f.action_id'): ExploreDimension => ({ id: 'action', title: title('Мероприятие', 'Action'), type: 'text', sql, valueTitles: 'actions' });
export const stageDimension = (sql = 'f.stage'): ExploreDimension => ({ id: 'stage', title: title('Этап', 'Stage'), type: 'text', sql, valueTitles: stageTitles });
export const campaignDimension = (sql = 'f.campaign_id'): ExploreDimension => ({ id: 'campaign', title: title('Кампания', 'Campaign'), type: 'text', sql, valueTitles: 'campaigns' });
export const armDimension = (sql = 'f.arm'): ExploreDimension => ({ id: 'arm', title: title('Группа', 'Arm'), type: 'text', sql, valueTitles: armTitles });
export const productDimension = (sql: string, more: Partial<ExploreDimension> = {}): ExploreDimension => ({ id: 'product', title: title('Продукт', 'Product'), type: 'text', sql, ...more });

export const text = (id: string, ru: string, en: string, sql: string, valueTitles?: ExploreDimension['valueTitles']): ExploreDimension => ({ id, title: title(ru, en), type: 'text', sql, ...(valueTitles ? { valueTitles } : {}) });
export const date = (id: string, ru: string, en: string, sql: string): ExploreDimension => ({ id, title: title(ru, en), type: 'date', sql });
export const instant = (id: string, ru: string, en: string, sql: string): ExploreDimension => ({ id, title: title(ru, en), type: 'instant', sql });
export const flag = (id: string, ru: string, en: string, sql: string): ExploreDimension => ({ id, title: title(ru, en), type: 'boolean', sql });
export const money = (id: string, ru: string, en: string, sql: string): ExploreDimension => ({ id, title: title(ru, en), type: 'number', unit: 'money-minor', sql });
export const number = (id: string, ru: string, en: string, sql: string, unit: NonNullable<ExploreDimension['unit']> = 'count'): ExploreDimension => ({ id, title: title(ru, en), type: 'number', unit, sql });
