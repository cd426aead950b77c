/** What other features may use of deliveries. */
export { deliveryTimer, deliveryTimerId, deliveryTimerKind, type DeliveryOrder } from './delivery-order.js';
