import type { Action, Attribute, Channel, Title } from '@arbiter/contracts';

/** The demo company: an energy supplier that collects receivables from households, businesses and public bodies. */

export interface SegmentOfDebtors {
  id: string;
  title: Title;
  /** Share of customers. */
  share: number;
  /** Days by which an invoice is paid late without any action, before scaling to the planted mean. */
  lateDays: number;
  /** Share of an old debt that is paid in a quarter without any action, and what the campaign adds to it. */
  oldDebtPaid: number;
  oldDebtPaidMore: number;
  /** How likely a contact in each stage is to bring money. */
  propensity: { pre: number; soft: number; hard: number };
}

/** The seven behavioural segments of debtors. */
export const segmentsOfDebtors: SegmentOfDebtors[] = [
  { id: 'active', title: { ru: 'Активные должники', en: 'Active debtors' }, share: 0.24, lateDays: 4, oldDebtPaid: 0.72, oldDebtPaidMore: 0.13, propensity: { pre: 0.3, soft: 0.42, hard: 0.38 } },
  { id: 'disorganised', title: { ru: 'Несобранные должники', en: 'Disorganised debtors' }, share: 0.2, lateDays: 6.5, oldDebtPaid: 0.6, oldDebtPaidMore: 0.25, propensity: { pre: 0.34, soft: 0.4, hard: 0.36 } },
  { id: 'lazy', title: { ru: 'Лентяи', en: 'Lazy debtors' }, share: 0.18, lateDays: 9.5, oldDebtPaid: 0.52, oldDebtPaidMore: 0.13, propensity: { pre: 0.2, soft: 0.34, hard: 0.36 } },
  { id: 'rare', title: { ru: 'Редкие плательщики', en: 'Rare payers' }, share: 0.14, lateDays: 13, oldDebtPaid: 0.44, oldDebtPaidMore: 0.13, propensity: { pre: 0.12, soft: 0.26, hard: 0.34 } },
  { id: 'lost', title: { ru: 'Пропавшие должники', en: 'Lost debtors' }, share: 0.09, lateDays: 19, oldDebtPaid: 0.3, oldDebtPaidMore: 0.05, propensity: { pre: 0.04, soft: 0.1, hard: 0.2 } },
  { id: 'problem', title: { ru: 'Проблемные должники', en: 'Problem debtors' }, share: 0.09, lateDays: 21, oldDebtPaid: 0.26, oldDebtPaidMore: 0.05, propensity: { pre: 0.05, soft: 0.14, hard: 0.28 } },
  { id: 'malicious', title: { ru: 'Злостные должники', en: 'Malicious debtors' }, share: 0.06, lateDays: 27.5, oldDebtPaid: 0.18, oldDebtPaidMore: 0.04, propensity: { pre: 0.02, soft: 0.06, hard: 0.3 } },
];

export const customerKinds = [
  { id: 'household', title: { ru: 'Физическое лицо', en: 'Household' }, share: 0.8, billMinor: 350_000, billSpread: 0.45 },
  { id: 'business', title: { ru: 'Юридическое лицо', en: 'Business' }, share: 0.17, billMinor: 3_000_000, billSpread: 0.7 },
  { id: 'government', title: { ru: 'Бюджетная организация (B2G)', en: 'Public body (B2G)' }, share: 0.03, billMinor: 7_000_000, billSpread: 0.6 },
];

export const regions = [
  { id: 'center', title: { ru: 'Центр', en: 'Centre' }, share: 0.32, timeZone: 'Europe/Moscow' },
  { id: 'volga', title: { ru: 'Поволжье', en: 'Volga' }, share: 0.22, timeZone: 'Europe/Samara' },
  { id: 'urals', title: { ru: 'Урал', en: 'Urals' }, share: 0.18, timeZone: 'Asia/Yekaterinburg' },
  { id: 'siberia', title: { ru: 'Сибирь', en: 'Siberia' }, share: 0.16, timeZone: 'Asia/Novosibirsk' },
  { id: 'far_east', title: { ru: 'Дальний Восток', en: 'Far East' }, share: 0.12, timeZone: 'Asia/Vladivostok' },
];

export const industries = [
  { id: 'retail', title: { ru: 'Торговля', en: 'Retail' } },
  { id: 'manufacturing', title: { ru: 'Промышленность', en: 'Manufacturing' } },
  { id: 'housing', title: { ru: 'ЖКХ', en: 'Housing services' } },
  { id: 'construction', title: { ru: 'Строительство', en: 'Construction' } },
  { id: 'agriculture', title: { ru: 'Сельское хозяйство', en: 'Agriculture' } },
];

export const tiers = [
  { id: 'standard', title: { ru: 'Обычный', en: 'Standard' } },
  { id: 'vip', title: { ru: 'VIP', en: 'VIP' } },
];

export const channels: Channel[] = [
  { id: 'web', title: { ru: 'Личный кабинет', en: 'Web account' } },
  { id: 'email', title: { ru: 'Эл. почта', en: 'E-mail' } },
  { id: 'post', title: { ru: 'Почта', en: 'Post' } },
  { id: 'phone', title: { ru: 'Телефон', en: 'Phone' } },
  { id: 'km', title: { ru: 'Клиентский менеджер', en: 'Account manager' } },
  { id: 'court', title: { ru: 'Суд', en: 'Court' } },
  { id: 'bailiff', title: { ru: 'Пристав', en: 'Bailiff' } },
];

/** Share of the debt that an action brings when it works, in relation to the segment's propensity for its stage. */
export interface DemoAction extends Action {
  effect: number;
}

const action = (id: string, stage: Action['stage'], channel: string, costMinor: number, effect: number, ru: string, en: string): DemoAction => ({ id, stage, channel, costMinor, effect, title: { ru, en } });

export const actions: DemoAction[] = [
  action('pre-web', 'pre', 'web', 50, 0.5, 'Напоминание в личном кабинете', 'Reminder in the web account'),
  action('pre-email', 'pre', 'email', 100, 0.6, 'Напоминание по эл. почте', 'Reminder by e-mail'),
  action('pre-phone', 'pre', 'phone', 9_000, 0.85, 'Предупредительный звонок', 'Courtesy call'),
  action('pre-km', 'pre', 'km', 25_000, 1, 'Напоминание менеджера', 'Reminder by the account manager'),
  action('soft-email', 'soft', 'email', 120, 0.55, 'Письмо о задолженности', 'Arrears e-mail'),
  action('soft-post', 'soft', 'post', 6_500, 0.7, 'Уведомление почтой', 'Notice by post'),
  action('soft-phone', 'soft', 'phone', 12_000, 1, 'Звонок о задолженности', 'Arrears call'),
  action('soft-km', 'soft', 'km', 30_000, 1.15, 'Переговоры менеджера', 'Talks with the account manager'),
  action('hard-post', 'hard', 'post', 9_000, 0.6, 'Досудебная претензия', 'Pre-trial claim'),
  action('hard-phone', 'hard', 'phone', 16_000, 0.8, 'Звонок-предупреждение', 'Final call'),
  action('hard-km', 'hard', 'km', 60_000, 1.1, 'Соглашение о рассрочке', 'Instalment agreement'),
  action('hard-court', 'hard', 'court', 400_000, 1.6, 'Взыскание через суд', 'Court order'),
  action('hard-bailiff', 'hard', 'bailiff', 250_000, 1.4, 'Выезд пристава', 'Bailiff visit'),
];

const titlesOf = (values: { id: string; title: Title }[]): Record<string, Title> => Object.fromEntries(values.map(({ id, title }) => [id, title]));

/** Attributes that the demo adds to the customer, and titles for the values of those that people read. */
export const attributes: Omit<Attribute, 'builtIn'>[] = [
  { name: 'tier', type: 'text', title: { ru: 'Категория', en: 'Tier' } },
  { name: 'industry', type: 'text', title: { ru: 'Отрасль', en: 'Industry' } },
  { name: 'overdue', type: 'money', title: { ru: 'Просроченная задолженность', en: 'Overdue debt' } },
  { name: 'overdue_days', type: 'number', title: { ru: 'Дней просрочки', en: 'Days overdue' } },
  { name: 'tenure_months', type: 'number', title: { ru: 'Стаж клиента, мес.', en: 'Tenure, months' } },
  { name: 'lifecycle_stage', type: 'text', title: { ru: 'Этап жизненного цикла', en: 'Life-cycle stage' } },
];

/** Stages of a customer's life, in the order in which they are usually gone through. */
export const lifecycleStages = [
  { id: 'new', title: { ru: 'Новые', en: 'New' } },
  { id: 'growing', title: { ru: 'Развивающиеся', en: 'Growing' } },
  { id: 'loyal', title: { ru: 'Лояльные', en: 'Loyal' } },
  { id: 'at-risk', title: { ru: 'В зоне риска', en: 'At risk' } },
  { id: 'churned', title: { ru: 'Ушедшие', en: 'Churned' } },
];

export const valueTitles: Record<string, Record<string, Title>> = {
  segment: titlesOf(segmentsOfDebtors),
  kind: titlesOf(customerKinds),
  region: titlesOf(regions),
  industry: titlesOf(industries),
  tier: titlesOf(tiers),
  lifecycle_stage: titlesOf(lifecycleStages),
};
