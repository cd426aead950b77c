import { title, type ExploreDataset, type ExploreDimension } from '../explore-dataset.js';
import { actionDimension, campaignDimension, channelDimension, contactStatusTitles, flag, instant, money, number, stageDimension, text } from './common-dimensions.js';
import { counted, distinctCustomers, over, ratio, summed } from './measures.js';

const sent = "('sent', 'delivered', 'opened', 'clicked', 'dismissed')";
const arrived = "('delivered', 'opened', 'clicked', 'dismissed')";
const lost = "('bounced', 'failed', 'expired')";

export const deliveriesDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'deliveries',
  title: title('Доставка сообщений', 'Deliveries'),
  meaning: title('Сообщения на пути к клиентам и что с ними стало', 'Messages on their way to customers and what became of them'),
  time: 'decided_at',
  customers: true,
  rows: 'deliveries FINAL',
  dimensions: [
    instant('decided_at', 'Решено', 'Decided', 'f.decided_at'),
    instant('at', 'Последнее изменение', 'Last change', 'f.at'),
    text('status', 'Состояние', 'Status', 'f.status', contactStatusTitles),
    channelDimension(), actionDimension(), stageDimension(), campaignDimension(),
    number('attempts', 'Попыток', 'Attempts', 'f.attempts'),
    money('unit_cost', 'Стоимость сообщения', 'Cost of the message', 'f.cost_minor'),
    ...customer,
  ],
  measures: [
    counted('deliveries', title('Сообщений', 'Messages'), title('Сколько сообщений', 'How many messages')),
    distinctCustomers(),
    counted('sent', title('Отправлено', 'Sent'), title('Ушло от нас', 'Left us'), `f.status IN ${sent}`, { better: 'higher' }),
    counted('delivered', title('Доставлено', 'Delivered'), title('Дошло до клиента', 'Came to the customer'), `f.status IN ${arrived}`, { better: 'higher' }),
    counted('opened', title('Открыто', 'Opened'), title('Открыто или был переход', 'Opened or clicked'), "f.status IN ('opened', 'clicked')", { better: 'higher' }),
    counted('clicked', title('Переходов', 'Clicked'), title('Был переход', 'Clicked'), "f.status = 'clicked'", { better: 'higher' }),
    counted('lost', title('Не дошло', 'Lost'), title('Не принято, не удалось или срок истёк', 'Bounced, failed or expired'), `f.status IN ${lost}`, { better: 'lower' }),
    ratio('delivered_share', title('Доля доставленных', 'Delivered share'), title('Доставлено / отправлено', 'Delivered / sent'), `countIf(f.status IN ${arrived})`, `countIf(f.status IN ${sent})`, 'share', { better: 'higher' }),
    ratio('opened_share', title('Доля открытых', 'Opened share'), title('Открыто / отправлено', 'Opened / sent'), "countIf(f.status IN ('opened', 'clicked'))", `countIf(f.status IN ${sent})`, 'share', { better: 'higher' }),
    ratio('clicked_share', title('Доля переходов', 'Clicked share'), title('Переходов / отправлено', 'Clicked / sent'), "countIf(f.status = 'clicked')", `countIf(f.status IN ${sent})`, 'share', { better: 'higher' }),
    ratio('lost_share', title('Доля недошедших', 'Lost share'), title('Не дошло / сообщений', 'Lost / messages'), `countIf(f.status IN ${lost})`, 'count()', 'share', { better: 'lower' }),
    summed('cost', title('Затраты', 'Cost'), title('Стоимость отправленных', 'Cost of what was sent'), `if(f.status IN ${sent}, f.cost_minor, 0)`, 'money-minor', { better: 'lower' }),
    over('median_delay', title('Задержка, медиана', 'Median delay'), title('От времени контакта до последнего изменения', 'From the time of contact to the last change'), `quantileExactInclusiveOrNullIf(0.5)(toFloat64(dateDiff('millisecond', f.contact_at, f.at)), f.status IN ${sent})`, 'duration-ms', { better: 'lower' }),
  ],
});

export const eventsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'events',
  title: title('События', 'Events'),
  meaning: title('События клиентов, как они приняты', 'Events of customers as they were taken'),
  time: 'at',
  customers: true,
  rows: 'events FINAL',
  dimensions: [
    instant('at', 'Время события', 'Time of event', 'f.at'),
    instant('received_at', 'Принято', 'Received', 'f.received_at'),
    text('event', 'Вид события', 'Kind of event', 'f.type'),
    text('event_class', 'Класс события', 'Class of event', 'f.class'),
    flag('late', 'С опозданием', 'Late', 'f.late'),
    ...customer,
  ],
  measures: [
    counted('events', title('Событий', 'Events'), title('Сколько событий', 'How many events')),
    distinctCustomers(),
    ratio('late_share', title('Доля опоздавших', 'Late share'), title('С опозданием / событий', 'Late / events'), 'countIf(f.late)', 'count()', 'share', { better: 'lower' }),
    over('median_lag', title('Путь события, медиана', 'Median way'), title('От времени события до приёма', 'From the time of the event to its receipt'), "quantileExactInclusiveOrNull(0.5)(toFloat64(dateDiff('millisecond', f.at, f.received_at)))", 'duration-ms', { better: 'lower' }),
    ratio('per_customer', title('Событий на клиента', 'Events per customer'), title('Событий / разных клиентов', 'Events / different customers'), 'count()', 'uniqExact(f.customer_id)', 'number'),
  ],
});

export const pointsDataset = (customer: readonly ExploreDimension[]): ExploreDataset => ({
  id: 'points',
  title: title('Баллы лояльности', 'Loyalty points'),
  meaning: title('Начисления и списания баллов', 'Points earned and spent'),
  time: 'at',
  customers: true,
  rows: 'points_changes FINAL',
  dimensions: [instant('at', 'Время', 'Time', 'f.at'), text('points_reason', 'Основание', 'Reason', 'f.reason'), number('points', 'Баллы', 'Points', 'f.points'), ...customer],
  measures: [
    counted('changes', title('Изменений', 'Changes'), title('Сколько начислений и списаний', 'How many changes')),
    distinctCustomers(),
    summed('earned', title('Начислено', 'Earned'), title('Сумма начислений', 'Sum of what was earned'), 'greatest(f.points, 0)', 'count'),
    summed('spent', title('Списано', 'Spent'), title('Сумма списаний', 'Sum of what was spent'), 'greatest(-f.points, 0)', 'count'),
    summed('balance', title('Изменение остатка', 'Change of balance'), title('Начислено минус списано', 'Earned less spent'), 'f.points', 'count'),
  ],
});
