import type { Attribute } from '@arbiter/contracts/data-model';
import { customerDimensions } from './customer-dimensions.js';
import { customersDataset } from './datasets/customers.js';
import { paymentsDataset } from './datasets/payments.js';
import type { ExploreDataset } from './explore-dataset.js';

/** Everything that questions can be put to, by id. The attributes of customers are those of the data model at this moment. */
export function exploreDatasets(attributes: readonly Attribute[]): ReadonlyMap<string, ExploreDataset> {
  const customer = customerDimensions(attributes);
  return new Map([customersDataset(customer), paymentsDataset(customer)].map((dataset) => [dataset.id, dataset]));
}
