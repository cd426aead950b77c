/** What other features may use of deliveries. */
export { deliveryTimer, deliveryTimerId, deliveryTimerKind, type DeliveryOrder } from './delivery-order.js';
export type { DeliveryEntry } from './record-delivery.js';
export { rowsOfDelivery } from './rows-of-delivery.js';
export { checkDeliveryWay } from './check-delivery-way.js';
