import type { history as ru } from '../ru/history.js';

export const history: Record<keyof typeof ru, string> = {
  'delivered': 'delivered',
  'not-reached': 'not reached',
  'sent': 'sent',
  'opened': 'opened',
  'click': 'link followed',
  'answered': 'answered',
  'refused': 'refused',
  'refusal': 'refusal',
  'failed': 'not delivered',
  'promise': 'promise to pay',
  'payment': 'payment',
  'wrong-number': 'wrong number',
  'complaint': 'complaint',
};
