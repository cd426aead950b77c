import type { HelpId } from '../help/help-topic.js';
import type { Tour, TourStep } from './tour.js';

/** The project of the demo company, whose strategies the tours walk through. */
export const demoProjectId = 'demo-strategies';

const step = (address: string, element: string, ru: [title: string, text: string], en: [title: string, text: string]): TourStep => ({ address, element, title: { ru: ru[0], en: en[0] }, text: { ru: ru[1], en: en[1] } });

const canvas = '[data-tour="canvas"]';
const panel = '[data-tour="panel"]';
const heading = 'main h1';

/** Steps that every vertical has: how a strategy is looked at, tested and published. */
const drawn = (item: string, node: string, ruNode: [string, string], enNode: [string, string]): TourStep[] => [
  step(`/studio/items/${item}`, canvas, ['Схема', 'Решение читается слева направо. Узлы двигают мышью, колесо меняет масштаб, «?» показывает все клавиши.'], ['The graph', 'A decision reads from left to right. Nodes are dragged, the wheel zooms, “?” lists all keys.']),
  step(`/studio/items/${item}?node=${node}`, panel, ruNode, enNode),
  step(`/studio/items/${item}?tab=tests`, panel, ['Проверка', 'Заполните пример и выполните: путь решения подсветится на схеме, на связях появятся значения, у узлов время.'], ['Tests', 'Fill in an example and run it: the path lights up on the graph, values stand on the edges, times at the nodes.']),
  step(`/studio/items/${item}?tab=code`, panel, ['Исполняемый код', 'Ровно тот код, который отвечает на вызовы. Выберите узел, и его строки подсветятся.'], ['Executable code', 'Exactly the code that answers calls. Choose a node and its lines light up.']),
];

const published = (endpoint: string): TourStep[] => [
  step('/publications', heading, ['Публикации', `Стратегия «${endpoint}» уже отвечает: видно число вызовов, время ответа, ошибки и решения. Остановка и откат в одно нажатие.`], ['Publications', `The strategy “${endpoint}” answers already: calls, latency, errors and decisions are here. Stop and rollback take one click.`]),
];

const collection: Tour = {
  id: 'collection',
  title: { ru: 'Умное взыскание', en: 'Smart debt collection' },
  text: { ru: 'Мягкое или жёсткое взыскание: скоркарта, правила, таблица и A/B-тест', en: 'Soft or hard collection: a scorecard, rules, a table and an A/B test' },
  steps: [
    step('/studio', heading, ['Проекты', 'Здесь лежат все стратегии. Новый проект можно начать с шаблона.'], ['Projects', 'All strategies are here. A new project can begin with a template.']),
    ...drawn('demo-collection', 'risk', ['Скоркарта в стратегии', 'Узел считает риск неуплаты: баллы за просрочку, обещания и сегмент. Причины попадают в ответ.'], ['A scorecard in a strategy', 'The node works out the risk: points for days overdue, promises and segment. Reasons go into the answer.']),
    ...published('collection'),
    step('/campaigns', heading, ['Кампании', 'А здесь оптимизатор распределяет мероприятия по всем должникам сразу при бюджете и ёмкостях каналов.'], ['Campaigns', 'Here the optimiser assigns actions to all debtors at once, within budget and capacities.']),
    step('/boards', heading, ['Панели', 'Просрочка, переходы между этапами, обещания: готовая панель взыскания.'], ['Boards', 'Overdue debt, moves between stages, promises: a board for collections is ready.']),
  ],
};

const marketing: Tour = {
  id: 'marketing',
  title: { ru: 'Целевой маркетинг', en: 'Targeted marketing' },
  text: { ru: 'Одно лучшее предложение каждому клиенту и план кампании с доказательством', en: 'One best offer for each customer, and a campaign plan with its proof' },
  steps: [
    step('/studio', heading, ['Проекты', 'Стратегия предложений лежит в проекте компании-примера.'], ['Projects', 'The strategy of offers is in the project of the demo company.']),
    ...drawn('demo-next-best-offer', 'pick', ['Арбитраж', 'Узел выбирает самое ценное из возможных предложений: вероятность × ценность × рычаг. То, что уже куплено, отсеивается.'], ['Arbitration', 'The node picks the offer worth most: propensity × value × lever. What is bought already drops out.']),
    ...published('next-best-offer'),
    step('/campaigns', heading, ['Кампании', 'Для рассылок: аудитория, предложения, бюджет, контрольная группа. План доказывает, насколько он близок к лучшему.'], ['Campaigns', 'For mailings: audience, offers, budget, control group. The plan proves how near to the best it is.']),
    step('/reports', heading, ['Отчёты', 'Эффект по сравнению с контрольной группой, с доверительным интервалом.'], ['Reports', 'The effect against the control group, with its confidence interval.']),
  ],
};

const insurance: Tour = {
  id: 'insurance',
  title: { ru: 'Страхование', en: 'Insurance' },
  text: { ru: 'Страховой случай: выплатить сразу, ждать документы или отдать на проверку', en: 'A claim: pay at once, wait for documents, or hand it to a person' },
  steps: [
    step('/studio', heading, ['Проекты', 'Шаблон «Урегулирование убытков» или готовая стратегия компании-примера.'], ['Projects', 'The template “Insurance claims”, or the ready strategy of the demo company.']),
    ...drawn('demo-claim-referral', 'points', ['Баллы подозрительности', 'Таблица решений складывает баллы всех подошедших строк.'], ['Points of suspicion', 'A decision table adds up the points of all rows that match.']),
    ...published('claim-referral'),
    step('/checks', heading, ['Ручные проверки', 'Подозрительные случаи ждут человека: с доказательствами, сроком и вторым мнением для крупных сумм. Решение вернётся в данные меткой.'], ['Manual checks', 'Suspicious claims wait for a person: with evidence, a deadline, and a second opinion for large amounts. The verdict comes back to the data as a label.']),
    step('/boards', heading, ['Панели', 'Доля выплат без человека, направления на проверку и их точность.'], ['Boards', 'Share of claims paid without a person, referrals and their precision.']),
  ],
};

/** A tour for each vertical. */
export const tourList: readonly Tour[] = [collection, marketing, insurance];

const everywhere: ReadonlySet<HelpId> = new Set(['home', 'projects', 'project', 'strategy', 'publications', 'repository', 'learn']);

/** Tours that the help of a screen offers. */
export const toursOf = (id: HelpId | null): readonly Tour[] => (id === null ? [] : id === 'checks' || id === 'check' ? [insurance] : everywhere.has(id) ? tourList : []);
