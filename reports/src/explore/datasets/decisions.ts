import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { actionDimension, armDimension, campaignDimension, channelDimension, flag, instant, number, text } from './common-dimensions.js';
import { counted, distinctCustomers, over, ratio } from './measures.js';

const outcomeTitles = { action: title('Мероприятие', 'Action'), 'no-action': title('Без мероприятия', 'No action') };
const sourceTitles = { plan: title('План', 'Plan'), rules: title('Правила', 'Rules'), strategy: title('Стратегия', 'Strategy'), request: title('Запрос', 'Request'), placement: title('Место показа', 'Placement'), none: title('Нет', 'None') };
const aboutTitles = { answer: title('Ответ', 'Answer'), refusal: title('Отказ мероприятию', 'Refused action') };

export const decisionsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'decisions',
  title: title('Решения', 'Decisions'),
  meaning: title('Ответы службы решений, в том числе «ничего»', 'Answers of the decision service, a "no action" as well'),
  time: 'at',
  customers: true,
  rows: 'decisions FINAL',
  dimensions: [
    instant('at', 'Время решения', 'Time of decision', 'f.at'),
    text('outcome', 'Исход', 'Outcome', 'f.outcome', outcomeTitles),
    text('source', 'Источник', 'Source', 'f.source', sourceTitles),
    armDimension(), actionDimension(), channelDimension(), campaignDimension(),
    text('placement', 'Место показа', 'Placement', "JSONExtractString(f.body, 'decision', 'placement')"),
    { ...text('reason', 'Код причины', 'Reason code', "JSONExtract(f.body, 'decision', 'reasons', 'Array(String)')"), list: true },
    ...customer,
  ],
  measures: [
    counted('decisions', title('Решений', 'Decisions'), title('Сколько решений', 'How many decisions')),
    distinctCustomers(),
    counted('offers', title('С мероприятием', 'With an action'), title('Решения, в которых что-то предложено', 'Decisions that offer something'), "f.outcome = 'action'"),
    ratio('offer_share', title('Доля с мероприятием', 'Share with an action'), title('С мероприятием / решений', 'With an action / decisions'), "countIf(f.outcome = 'action')", 'count()'),
    ratio('per_customer', title('Решений на клиента', 'Decisions per customer'), title('Решений / разных клиентов', 'Decisions / different customers'), 'count()', 'uniqExact(f.customer_id)', 'number'),
  ],
});

const reasonRows = `(
    SELECT decision_id, at, customer_id, campaign_id, outcome, source, arm, channel, placement, part.1 AS about, part.2 AS reason, part.3 AS action_id, part.4 AS rule
    FROM (
        SELECT decision_id, at, customer_id, campaign_id, outcome, source, arm, channel, JSONExtractString(body, 'decision', 'placement') AS placement,
            arrayConcat(
                arrayMap(code -> ('answer', code, toString(action_id), ''), JSONExtract(body, 'decision', 'reasons', 'Array(String)')),
                arrayMap(one -> ('refusal', JSONExtractString(one, 'reason'), JSONExtractString(one, 'actionId'), JSONExtractString(one, 'rule')), JSONExtractArrayRaw(body, 'decision', 'refused'))
            ) AS parts
        FROM decisions FINAL
    ) ARRAY JOIN parts AS part
)`;

export const decisionReasonsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'decision-reasons',
  title: title('Причины решений', 'Reasons of decisions'),
  meaning: title('По строке на каждую причину ответа и на каждое отклонённое мероприятие', 'One row for each reason of an answer and for each action refused'),
  time: 'at',
  customers: true,
  rows: reasonRows,
  dimensions: [
    instant('at', 'Время решения', 'Time of decision', 'f.at'),
    text('reason', 'Код причины', 'Reason code', 'f.reason'),
    text('about', 'О чём', 'About', 'f.about', aboutTitles),
    text('rule', 'Правило', 'Rule', 'f.rule'),
    text('outcome', 'Исход', 'Outcome', 'f.outcome', outcomeTitles),
    text('source', 'Источник', 'Source', 'f.source', sourceTitles),
    armDimension(), actionDimension(), channelDimension(), campaignDimension(),
    text('placement', 'Место показа', 'Placement', 'f.placement'),
    ...customer,
  ],
  measures: [
    counted('reasons', title('Причин', 'Reasons'), title('Сколько раз названа причина', 'How often a reason was given')),
    counted('refusals', title('Отказов', 'Refusals'), title('Сколько раз мероприятие отклонено', 'How often an action was refused'), "f.about = 'refusal'"),
    { ...distinctCustomers(title('Решений', 'Decisions'), undefined, 'decisions'), sql: 'uniqExact(f.decision_id)', meaning: title('Разных решений; у решения бывает несколько причин', 'Different decisions; a decision may have several reasons') },
    distinctCustomers(),
  ],
});

export const strategyDecisionsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'strategy-decisions',
  title: title('Решения стратегий', 'Decisions of strategies'),
  meaning: title('Записанные ответы опубликованных стратегий; сколько записано, решает уровень журнала публикации', 'Recorded answers of published strategies; the log level of the publication says how many are recorded'),
  time: 'at',
  customers: true,
  rows: 'strategy_decisions FINAL',
  dimensions: [
    instant('at', 'Время решения', 'Time of decision', 'f.at'),
    text('strategy', 'Стратегия', 'Strategy', 'f.strategy_id', 'strategies'),
    number('version', 'Версия', 'Version', 'f.strategy_version', 'number'),
    text('endpoint', 'Публикация', 'Publication', 'f.endpoint'),
    text('environment', 'Среда', 'Environment', 'f.environment', { test: title('Тестовая', 'Test'), production: title('Промышленная', 'Production') }),
    { ...armDimension(), valueTitles: {} },
    text('decision', 'Решение', 'Decision', 'f.decision'),
    actionDimension('f.action'), channelDimension(),
    { ...text('reason', 'Код причины', 'Reason code', 'f.reason_codes'), list: true },
    flag('ok', 'Без ошибки', 'Without an error', 'f.ok'),
    text('failure', 'Ошибка', 'Failure', 'f.failure'),
    text('caller', 'Кто спросил', 'Caller', 'f.caller'),
    number('latency', 'Время ответа', 'Latency', 'f.duration_us', 'duration-us'),
    ...customer,
  ],
  measures: [
    counted('decisions', title('Решений', 'Decisions'), title('Сколько решений записано', 'How many decisions are recorded')),
    distinctCustomers(title('Клиентов', 'Customers'), "f.customer_id != ''"),
    counted('failures', title('Ошибок', 'Failures'), title('Ответы с ошибкой', 'Answers with an error'), 'NOT f.ok', { better: 'lower' }),
    ratio('failure_share', title('Доля ошибок', 'Share of failures'), title('Ошибок / решений', 'Failures / decisions'), 'countIf(NOT f.ok)', 'count()', 'share', { better: 'lower' }),
    over('average_latency', title('Среднее время ответа', 'Average latency'), title('Время внутри службы', 'Time within the service'), 'avgOrNull(f.duration_us)', 'duration-us', { better: 'lower' }),
    over('median_latency', title('Медиана времени ответа', 'Median latency'), title('Половина ответов быстрее', 'Half of the answers are faster'), 'quantileExactInclusiveOrNull(0.5)(f.duration_us)', 'duration-us', { better: 'lower' }),
    over('p95_latency', title('95-й процентиль времени ответа', '95th percentile of latency'), title('95 % ответов не медленнее', '95 % of answers are not slower'), 'quantileExactInclusiveOrNull(0.95)(f.duration_us)', 'duration-us', { better: 'lower' }),
    over('p99_latency', title('99-й процентиль времени ответа', '99th percentile of latency'), title('99 % ответов не медленнее', '99 % of answers are not slower'), 'quantileExactInclusiveOrNull(0.99)(f.duration_us)', 'duration-us', { better: 'lower' }),
  ],
});
