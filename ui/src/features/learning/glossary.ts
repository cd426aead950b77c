import type { Title } from '@arbiter/contracts';

export interface Term {
  /** Its place in the address: `/learn/glossary#decision-table`. */
  id: string;
  term: Title;
  meaning: Title;
  /** Where in the product it is met. */
  href?: string;
}

const term = (id: string, ru: string, en: string, ruMeaning: string, enMeaning: string, href?: string): Term => ({ id, term: { ru, en }, meaning: { ru: ruMeaning, en: enMeaning }, ...(href === undefined ? {} : { href }) });

/** The words of the product, each explained in both languages. Their spelling is fixed in docs/domain-language.md. */
export const glossary: readonly Term[] = [
  term('strategy', 'Стратегия', 'Strategy', 'Схема, по которой принимается решение: на входе данные о клиенте, заявке или долге, на выходе ответ с причинами.', 'A graph that decides: data of a customer, an application or a debt goes in, an answer with reasons comes out.', '/studio'),
  term('project', 'Проект', 'Project', 'Папка со стратегиями и всем, из чего они сделаны. Переносится одним файлом.', 'A folder of strategies and what they are made of. It travels as one file.', '/studio'),
  term('template', 'Шаблон', 'Template', 'Готовый проект, который работает сразу и который меняют под себя.', 'A ready project that works at once and is changed to one’s needs.', '/studio?new=1'),
  term('draft', 'Черновик', 'Draft', 'Та версия, которую сейчас правят. Сохраняется сама, ни на что не влияет, пока её не зарегистрировали.', 'What is being edited. It saves itself and affects nothing until it is registered.'),
  term('version', 'Версия', 'Version', 'Зарегистрированный черновик: заморожен, пронумерован, с хешем содержимого. Изменить его нельзя, можно зарегистрировать следующий.', 'A registered draft: frozen, numbered, with the hash of its content. It is never changed; the next one is registered instead.', '/repository'),
  term('publication', 'Публикация', 'Publication', 'Имя, под которым версии отвечают на вызовы в тестовой или рабочей среде.', 'The name under which versions answer calls, in test or in production.', '/publications'),
  term('environment', 'Среда', 'Environment', 'Тестовая или рабочая. Из тестовой в рабочую переносят одной кнопкой, вместе с версиями.', 'Test or production. One click promotes from test to production, versions and all.'),
  term('rollback', 'Откат', 'Rollback', 'Возврат прежних настроек публикации. Вызовы при этом не прерываются.', 'Bringing earlier settings of a publication back. No call is interrupted.'),
  term('node', 'Узел', 'Node', 'Один шаг стратегии: ветвление, правила, модель, запрос. У узла один вход и один или несколько выходов.', 'One step of a strategy: a branch, rules, a model, a query. It has one way in and one or more ways out.'),
  term('way-out', 'Выход узла', 'Way out', 'Куда стратегия идёт дальше. У каждого выхода ровно одна связь.', 'Where a strategy goes next. Every way out has exactly one edge.'),
  term('branch', 'Ветвление', 'Branch', 'Условия по порядку: срабатывает первое верное, иначе выход «иначе».', 'Conditions in order: the first true one is taken, else the way “else”.'),
  term('rule-set', 'Набор правил', 'Rule set', 'Правила вида «если … то …» с условиями любой вложенности и приоритетом.', 'Rules of the form “if … then …” with conditions nested to any depth and a priority.', '/rule-sets'),
  term('decision-table', 'Таблица решений', 'Decision table', 'Условия по столбцам, правила по строкам. Политика попадания говорит, что делать, если подошло несколько строк.', 'Conditions in columns, rules in rows. The hit policy says what happens when several rows match.'),
  term('hit-policy', 'Политика попадания', 'Hit policy', 'Единственное (U), любое (A), первое (F), по приоритету (P), все подряд (R), все по порядку (O), сбор с суммой, минимумом, максимумом или числом (C).', 'Unique (U), any (A), first (F), priority (P), rule order (R), output order (O), collect with sum, minimum, maximum or count (C).'),
  term('gap-overlap', 'Пробелы и пересечения', 'Gaps and overlaps', 'Случаи, для которых в таблице нет строки, и случаи, которые подходят сразу под несколько.', 'Cases that no row of a table covers, and cases that several rows cover at once.'),
  term('scorecard', 'Скоркарта', 'Scorecard', 'Баллы за признаки. Сумма даёт риск или склонность, а признаки с наибольшим вкладом становятся причинами.', 'Points for characteristics. The sum is a risk or a propensity; the characteristics that count most become reasons.'),
  term('decision-tree', 'Дерево решений', 'Decision tree', 'Вложенные условия, у которых каждый лист даёт ответ.', 'Nested conditions in which every leaf gives the answer.'),
  term('model', 'Модель', 'Model', 'Формула, деревья или сеть, которые по признакам считают оценку. Загружается как PMML, ONNX, XGBoost, LightGBM или JSON.', 'A formula, trees or a network that work a score out of features. It is imported as PMML, ONNX, XGBoost, LightGBM or JSON.'),
  term('feature', 'Признак модели', 'Feature', 'Вход модели. У каждого сказано, что делать с пропуском.', 'An input of a model. Each says what happens when it is missing.'),
  term('sub-process', 'Подпроцесс', 'Sub-process', 'Зарегистрированная стратегия внутри другой, с закреплённой версией: новая версия не меняет тех, кто использует старую.', 'A registered strategy inside another one, at a pinned version: a new version does not change those who use the old one.'),
  term('loop', 'Цикл', 'Loop', 'Выполняет тело для каждого элемента списка: договора, счёта, объекта. Накопители собирают итог.', 'Runs its body for each element of a list: a contract, an invoice, an object. Accumulators gather the result.'),
  term('ab-test', 'A/B-тест', 'A/B test', 'Делит клиентов на ветви по хешу ключа: один и тот же клиент всегда попадает в одну ветвь.', 'Splits customers by the hash of a key: the same customer always gets the same arm.'),
  term('champion', 'Чемпион и претендент', 'Champion and challenger', 'Действующий вариант и тот, который проверяют против него на доле клиентов.', 'The variant in use, and the one that is tried against it on a share of the customers.'),
  term('error-policy', 'Действие при ошибке', 'Error policy', 'Что делать, если узел не сработал: завершить с ошибкой, взять значения по умолчанию или пойти по выходу «ошибка»; до этого можно повторить.', 'What happens when a node fails: end with the error, take default values, or leave by the way “error”; it may be repeated before.'),
  term('data-model', 'Модель данных', 'Data model', 'Что стратегия принимает, чем пользуется внутри и что отвечает: поля с типами, вложенностью и границами.', 'What a strategy takes, uses inside and answers: fields with types, nesting and bounds.'),
  term('feel', 'FEEL', 'FEEL', 'Язык выражений стандарта DMN: сумма > 1000 and регион in ("Москва", "Казань").', 'The expression language of the DMN standard: amount > 1000 and region in ("Moscow", "Kazan").'),
  term('reason-code', 'Код причины', 'Reason code', 'Почему ответ такой: для клиента, для отчёта, для проверяющего.', 'Why the answer is what it is: for the customer, the report, the inspector.'),
  term('trace', 'Трассировка', 'Trace', 'Путь одного решения по узлам с временем и значениями.', 'The way of one decision through the nodes, with times and values.'),
  term('test-case', 'Тест-кейс', 'Test case', 'Вход и ожидаемый ответ. Набор кейсов может не пускать версию в репозиторий.', 'An input and the answer that is expected. A suite of cases can keep a version from being registered.'),
  term('coverage', 'Покрытие', 'Coverage', 'Какие узлы, выходы и правила прошли тесты, а какие не прошёл ни один.', 'Which nodes, ways and rules the tests reached, and which none did.'),
  term('replay', 'Повтор решения', 'Replay', 'Записанное решение считается заново на той же версии и в тот же момент, чтобы увидеть, как оно получилось.', 'A recorded decision is worked out again on the same version and at the same instant, to see how it came about.'),
  term('review', 'Проверка вторым человеком', 'Review', 'Правило «четырёх глаз»: версию регистрируют после одобрения другим человеком.', 'The rule of four eyes: a version is registered after another person has approved it.'),
  term('manual-check', 'Ручная проверка', 'Manual check', 'Решение, которое стратегия отдала человеку: с доказательствами, сроком и меткой, которая возвращается в данные.', 'A decision that a strategy handed to a person: with evidence, a deadline, and a label that goes back to the data.', '/checks'),
  term('batch', 'Пакетный расчёт', 'Batch', 'Стратегия по всей таблице сразу: внутри ClickHouse или построчно.', 'A strategy over a whole table: inside ClickHouse, or row by row.'),
  term('campaign', 'Кампания', 'Campaign', 'Аудитория, мероприятия, цель, ограничения и контрольная группа.', 'Audience, actions, objective, constraints and control group.', '/campaigns'),
  term('optimiser', 'Оптимизатор', 'Optimiser', 'Назначает мероприятия клиентам так, чтобы цель была наилучшей при бюджете, ёмкостях и контактной политике, и доказывает, насколько план близок к лучшему.', 'Assigns actions to customers so that the objective is best within budget, capacities and contact policy, and proves how near to the best the plan is.', '/campaigns'),
  term('contact-policy', 'Контактная политика', 'Contact policy', 'Правила о том, как часто, когда и по какому каналу можно обращаться к клиенту.', 'Rules on how often, when and through which channel a customer may be contacted.', '/real-time'),
  term('control-group', 'Контрольная группа', 'Control group', 'Случайно выбранные клиенты, которых не трогают, чтобы измерить эффект.', 'Customers chosen at random who are left alone, to measure the effect.', '/reports'),
  term('confidence-interval', 'Доверительный интервал', 'Confidence interval', 'Границы, в которых настоящий эффект лежит с заданной вероятностью метода, обычно 95%.', 'Bounds that hold the true effect with the method’s stated probability, usually 95%.', '/reports'),
];
