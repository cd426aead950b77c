import type { CampaignDraft, Goal } from '@arbiter/contracts';

interface Start {
  name: string;
  goal: Goal;
  startsOn: string;
  weeks: number;
  scoreSet: string;
  /** Actions that the score set has scores for. */
  actions: string[];
  /** Text attribute to balance the control group by, if customers have it. */
  stratifyBy?: string;
  salt: string;
}

/** A new campaign as it is before anybody narrows it: everybody, every scored action, one contact a customer, a tenth in control. */
export function newDraft({ name, goal, startsOn, weeks, scoreSet, actions, stratifyBy, salt }: Start): CampaignDraft {
  return {
    name: name.trim(),
    goal,
    startsOn,
    weeks,
    audience: { all: [] },
    scoreSet,
    actions: actions.slice(0, 500),
    objective: { kind: 'most-value' },
    constraints: [{ id: 'contacts', kind: 'contacts', atMost: 1 }],
    controlGroup: { share: 0.1, salt, ...(stratifyBy ? { stratifyBy } : {}) },
    weeklyDiscount: 0.01,
  };
}

/** The Monday after the given day (the day itself when it is a Monday), YYYY-MM-DD in local time. */
export function nextMonday(today: Date): string {
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() + ((8 - today.getDay()) % 7));
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}
