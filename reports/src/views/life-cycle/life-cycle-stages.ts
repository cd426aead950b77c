import { Type } from 'typebox';
import { numberOf, title, type ValueTitles, type ViewScope } from '../sql-view.js';

/** Stages that the rule gives; a company with an attribute `lifecycle_stage` has its own. */
const ruleStages: ValueTitles = {
  prospect: title('Потенциальные', 'Prospects'),
  new: title('Новые', 'New'),
  growing: title('Развивающиеся', 'Growing'),
  loyal: title('Лояльные', 'Loyal'),
  'at-risk': title('В зоне риска', 'At risk'),
  churned: title('Ушедшие', 'Churned'),
};

/** How customers are put into stages, and what churn and margin mean; the same in every view of the board. */
export const stageParams = {
  stagesBy: Type.Enum(['attribute', 'rule'] as const, { default: 'attribute', description: 'By the attribute lifecycle_stage where customers have it, else by the rule' }),
  newMonths: Type.Integer({ minimum: 1, maximum: 120, default: 12, description: 'Months from the first invoice or contract for which a customer is new' }),
  growingMonths: Type.Integer({ minimum: 1, maximum: 600, default: 36, description: 'Months for which a customer is growing; loyal after that' }),
  riskDaysOverdue: Type.Integer({ minimum: 1, maximum: 3650, default: 90, description: 'Days overdue above which a customer is at risk' }),
  churnDays: Type.Integer({ minimum: 7, maximum: 730, default: 60, description: 'Days without an invoice after which a customer has churned' }),
  marginShare: Type.Number({ minimum: 0, maximum: 1, default: 0.12, description: 'Margin as a share of what is invoiced' }),
  surveyEvent: Type.String({ minLength: 1, maxLength: 100, default: 'survey-answered', description: 'Type of the events whose data.score, 0 to 10, is an answer of NPS' }),
};
export const StageParams = Type.Object(stageParams, { additionalProperties: false });

export const lifeCycleFilters = ['segment', 'region', 'kind', 'customer.*', 'campaign', 'arm'];

export const stageTitlesOf = (scope: ViewScope): ValueTitles => ({ ...ruleStages, ...scope.titles['lifecycle_stage'] });

const byAttribute = (scope: ViewScope): boolean => scope.params['stagesBy'] !== 'rule' && scope.hasLifecycleStage === true;

/**
 * Sub-select of every customer with exactly one stage (customer_id, stage). By the rule, in this order: never invoiced prospect; no invoice for the
 * churn days churned; overdue for long at risk; else new, growing or loyal by the length of the relation.
 */
export function stagesSql(scope: ViewScope): string {
  if (byAttribute(scope)) return `(SELECT customer_id, if(lifecycle_stage = '', 'unknown', toString(lifecycle_stage)) AS stage FROM customers FINAL WHERE ${scope.customers.where})`;
  return `(SELECT customer_id, multiIf(owed.first_invoice_on <= toDate32('1970-01-01'), 'prospect', owed.last_invoice_on < {as_of:Date32} - {churn_days:UInt16}, 'churned', owed.days_overdue > {risk_days:UInt32}, 'at-risk',
        dateDiff('month', least(owed.first_invoice_on, ifNull(relation.since, owed.first_invoice_on)), {as_of:Date32}) <= {new_months:UInt32}, 'new',
        dateDiff('month', least(owed.first_invoice_on, ifNull(relation.since, owed.first_invoice_on)), {as_of:Date32}) <= {growing_months:UInt32}, 'growing', 'loyal') AS stage
    FROM (SELECT customer_id FROM customers FINAL WHERE ${scope.customers.where}) AS everybody
    LEFT JOIN receivable_customers AS owed USING (customer_id)
    LEFT JOIN (SELECT customer_id, toNullable(min(opened_on)) AS since FROM contracts FINAL WHERE opened_on > toDate32('1970-01-01') GROUP BY customer_id) AS relation USING (customer_id))`;
}

export function stageQueryParams(scope: ViewScope): Record<string, unknown> {
  return {
    ...scope.customers.params, as_of: scope.asOf, from: scope.from, before: scope.before, churn_days: numberOf(scope.params['churnDays']),
    risk_days: numberOf(scope.params['riskDaysOverdue']), new_months: numberOf(scope.params['newMonths']), growing_months: numberOf(scope.params['growingMonths']),
  };
}

export const stagesNote = (scope: ViewScope) =>
  byAttribute(scope)
    ? title('Этап — атрибут клиента lifecycle_stage, каким он стал сейчас', 'The stage is the customer’s attribute lifecycle_stage as it is now')
    : title(
        `Этап по правилу: без счетов — потенциальный; без счёта ${numberOf(scope.params['churnDays'])} дней — ушедший; просрочка больше ${numberOf(scope.params['riskDaysOverdue'])} дней — в зоне риска; иначе по стажу`,
        `The stage by rule: never invoiced, prospect; no invoice for ${numberOf(scope.params['churnDays'])} days, churned; more than ${numberOf(scope.params['riskDaysOverdue'])} days overdue, at risk; else by length of relation`,
      );
