import type { CheckQueueDocument } from '@arbiter/contracts';

export const demoQueueId = 'demo-claims';
/** How many of the latest referred claims wait in the queue when the demo begins. */
export const demoChecks = 14;

/** Claims that the demo company's strategy refers to an expert. */
export function demoQueue(language: 'ru' | 'en'): CheckQueueDocument {
  const say = (ru: string, en: string): string => (language === 'ru' ? ru : en);
  return {
    title: say('Страховые случаи на проверку', 'Claims to be checked'),
    endpoint: 'claim-referral',
    environment: 'production',
    decisions: ['refer'],
    order: 'deadline',
    priorityField: 'amount',
    subjectField: 'claim',
    deadlineMinutes: 15 * 24 * 60,
    lockMinutes: 30,
    secondPair: { when: 'from', value: 1_000_000 },
    verdicts: [{ code: 'pay', title: say('Выплатить', 'Pay') }, { code: 'pay-in-part', title: say('Выплатить частично', 'Pay in part') }, { code: 'refuse', title: say('Отказать', 'Refuse') }],
    reasons: [
      { code: 'clear', title: say('Обстоятельства подтверждены', 'Circumstances are confirmed') },
      { code: 'overstated', title: say('Сумма завышена', 'The amount is overstated') },
      { code: 'staged', title: say('Признаки инсценировки', 'Signs of staging') },
      { code: 'not-covered', title: say('Не покрывается полисом', 'Not covered by the policy') },
    ],
  };
}
