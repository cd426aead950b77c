import type { Attribute } from '@arbiter/contracts';
import type { Container } from '../container.js';
import { addAttributes } from '../features/datasets/api.js';

const attributes: Omit<Attribute, 'builtIn'>[] = (['text', 'number', 'money', 'boolean', 'date', 'instant', 'list'] as const).map((type) => ({ name: `own_${type}`, type, title: { ru: type, en: type } }));

/** Texts that break what is not careful: quotes, backslashes, braces of parameters, line ends, no Latin letters. */
export const awkwardTexts = ['', "it's", 'a\\b', '{zone:String}', 'tab\there', 'line\nend', '"quoted" `ticks`', 'Ёжик 🦔', "') OR 1=1 --", '__proto__'];
const quoted = awkwardTexts.map((text) => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n').replace(/\t/g, '\\t')}'`).join(', ');
const pick = (salt: number, values: string) => `[${values}][cityHash64(number, ${salt}) % length([${values}]) + 1]`;
const any = (salt: number) => pick(salt, quoted);
const customer = (salt: number) => `concat('c', toString(cityHash64(number, ${salt}) % 130))`;
const day = (salt: number) => `addDays(toDate32('2025-01-01'), cityHash64(number, ${salt}) % 430)`;
const moment = (salt: number) => `toDateTime64('2025-01-01 00:00:00', 3, 'UTC') + toIntervalMillisecond(cityHash64(number, ${salt}) % 36000000000)`;
const whole = (salt: number, most: number) => `toInt64(cityHash64(number, ${salt}) % ${most})`;

/** For each table the columns and what stands in them, of the row `number`. Every fifth row is doubled under its key with a later version. */
const tables: Record<string, Record<string, string>> = {
  customers: {
    customer_id: "concat('c', toString(number % 100))", name: any(1), kind: pick(2, "'household', 'business', ''"), segment: any(3), region: any(4), consent: `${whole(5, 2)} = 1`, refused_channels: `arrayDistinct(arraySlice([${any(6)}, ${any(7)}], 1, number % 3))`, time_zone: pick(8, "'Europe/Moscow', 'Asia/Yekaterinburg', ''"),
    own_text: any(9), own_number: `if(number % 3 = 0, NULL, ${whole(10, 1000)} / 7)`, own_money: `if(number % 4 = 0, NULL, ${whole(11, 100000)} - 50000)`, own_boolean: `if(number % 5 = 0, NULL, ${whole(12, 2)} = 1)`,
    own_date: "if(number % 6 = 0, NULL, addDays(toDate32('1930-01-01'), number * 97))", own_instant: `if(number % 7 = 0, NULL, ${moment(13)})`, own_list: `arrayDistinct(arraySlice([${any(14)}, 'x'], 1, number % 3))`,
  },
  contracts: { contract_id: "concat('k', toString(number % 150))", customer_id: "concat('c', toString(number % 150 % 120))", product: any(20), opened_on: day(21) },
  invoices: { invoice_id: "concat('i', toString(number))", customer_id: customer(22), contract_id: "concat('k', toString(number % 200))", amount_minor: `${whole(23, 100000)} - 2000`, issued_on: day(24), due_on: `addDays(${day(24)}, 20)` },
  payments: { payment_id: "concat('p', toString(number))", customer_id: `concat('c', toString(cityHash64(number % 250, 22) % 130))`, invoice_id: "if(number % 5 = 0, '', concat('i', toString(number % 250)))", amount_minor: whole(26, 60000), paid_on: day(27) },
  contacts: { contact_id: "concat('t', toString(number))", customer_id: customer(28), campaign_id: pick(29, "'', 'one', 'two'"), action_id: pick(30, "'sms', 'call', ''"), channel: any(31), stage: pick(32, "'soft', 'hard', ''"), status: pick(33, "'sent', 'delivered', 'right-party', 'not-reached', 'clicked'"), cost_minor: whole(34, 5000), decision_id: any(35), at: moment(36) },
  responses: { response_id: "concat('r', toString(number))", customer_id: 'concat(\'c\', toString(cityHash64(number, 28) % 130))', campaign_id: pick(37, "'', 'one', 'two'"), contact_id: "if(number % 3 = 0, '', concat('t', toString(number)))", kind: pick(38, "'payment', 'click', 'odd'"), amount_minor: whole(39, 9000), action_id: any(40), channel: any(41), joined_by: pick(42, "'', 'decision', 'contact'"), corrected_by: pick(43, "'', 'x'"), at: moment(44) },
  promises: { customer_id: "concat('c', toString(number % 90))", promise_id: "concat('m', toString(number % 120))", number: 'toUInt32(1 + intDiv(number, 120))', state: pick(45, "'open', 'kept', 'partial', 'broken', 'withdrawn'"), amount_minor: whole(46, 9000), paid_minor: whole(47, 4000), made_at: moment(48), due_on: day(49), last_on: day(49), campaign_id: pick(50, "'', 'one'"), at: moment(51) },
  assignments: { campaign_id: pick(52, "'one', 'two'"), customer_id: customer(53), arm: pick(54, "'target', 'control'"), stratum: any(55), dims: "if(number % 2 = 0, map('segment', 'then', 'kind', 'household'), map())", assigned_at: moment(56) },
  outcomes: { campaign_id: pick(57, "'one', 'two'"), metric: pick(58, "'spend', 'visit'"), customer_id: customer(59), value: `${whole(60, 300)} / 3 - 20` },
  plan_rows: { run_id: pick(61, "'run-one', 'run-two', 'left-out'"), customer_id: customer(62), period: 'toUInt16(number % 6)', action_id: any(63), channel: any(64), stage: pick(65, "'soft', ''"), segment: any(66), value_minor: `${whole(67, 3000)} / 3`, cost_minor: `${whole(68, 300)} / 3` },
  decisions: {
    decision_id: "concat('d', toString(number))", at: moment(69), customer_id: customer(70), campaign_id: pick(71, "'', 'one'"), outcome: pick(72, "'action', 'no-action'"), source: pick(73, "'plan', 'rules', 'none'"), action_id: any(74), channel: any(75), arm: pick(76, "'', 'target', 'control'"), version_id: "'v'",
    body: `multiIf(number % 9 = 0, '', number % 9 = 1, 'no json', '{"decision":{"placement":"main","reasons":["RULE_SET","PLANNED_ACTION"],"refused":[{"actionId":"sms","reason":"NO_CONSENT"},{"actionId":"call","reason":"CONTACT_TOO_SOON","rule":"weekly"}]}}')`,
  },
  strategy_decisions: { decision_id: "concat('s', toString(number))", at: moment(77), endpoint: any(78), environment: pick(79, "'test', 'production'"), strategy_id: pick(80, "'st1', 'st2'"), strategy_version: 'toUInt32(number % 3 + 1)', content_hash: "'h'", arm: any(81), caller: any(82), ok: 'number % 4 != 0', failure: any(83), decision: any(84), action: any(85), channel: any(86), reason_codes: `arrayDistinct(arraySlice([${any(87)}, 'R1'], 1, number % 3))`, customer_id: `if(number % 3 = 0, '', ${customer(88)})`, duration_us: `toUInt32(${whole(89, 90000)})` },
  deliveries: { delivery_id: "concat('l', toString(number))", customer_id: customer(90), campaign_id: pick(91, "'', 'one'"), channel: any(92), action_id: any(93), stage: pick(94, "'soft', ''"), cost_minor: whole(95, 500), status: pick(96, "'waiting', 'sent', 'delivered', 'opened', 'clicked', 'failed', 'unknown'"), attempts: 'toUInt16(number % 4)', decided_at: moment(97), contact_at: moment(98), at: moment(99) },
  events: { event_id: "concat('e', toString(number))", customer_id: customer(100), type: any(101), class: any(102), at: moment(103), received_at: `${moment(103)} + toIntervalSecond(number)`, late: 'number % 6 = 0' },
  points_changes: { change_id: "concat('g', toString(number))", customer_id: customer(104), points: `${whole(105, 900)} - 400`, reason: any(106), at: moment(107) },
};

/** Some hundred rows in every table that questions can be put to, with replaced rows, missing and awkward values, and customers that nobody knows. */
export async function addFactsOfEveryKind(container: Container): Promise<void> {
  await addAttributes(container, attributes);
  for (const [table, columns] of Object.entries(tables)) {
    const insert = (version: number, where: string) => `INSERT INTO ${table} (${[...Object.keys(columns).map((name) => `\`${name}\``), 'version'].join(', ')}) SELECT ${Object.values(columns).join(', ')}, ${version} FROM numbers(300) WHERE ${where}`;
    await container.analytics.command(insert(1, '1'));
    await container.analytics.command(insert(2, 'number % 5 = 0'));
  }
  const draft = (name: string, startsOn: string) => JSON.stringify({ name, startsOn });
  for (const [id, startsOn] of [['one', '2025-03-03'], ['two', '2025-06-02']] as const) {
    await container.repository.insertInto('campaigns').values({ id, draft: draft(id, startsOn), origin: 'own', state: 'approved', version: 1 }).execute();
    await container.repository.insertInto('runs').values({ id: `run-${id}`, campaign_id: id, number: 1, state: 'succeeded', job_id: 'j', draft: draft(id, startsOn) }).execute();
    await container.repository.updateTable('campaigns').set({ approved_run_id: `run-${id}` }).where('id', '=', id).execute();
  }
}
