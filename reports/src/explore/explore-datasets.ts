import type { Attribute } from '@arbiter/contracts/data-model';
import { customerDimensions } from './customer-dimensions.js';
import { assignmentsDataset, outcomesDataset, planDataset } from './datasets/campaigns.js';
import { contactsDataset, promisesDataset, responsesDataset } from './datasets/contacts.js';
import { customersDataset } from './datasets/customers.js';
import { decisionReasonsDataset, decisionsDataset, strategyDecisionsDataset } from './datasets/decisions.js';
import { contractsDataset, invoicesDataset } from './datasets/invoices.js';
import { deliveriesDataset, eventsDataset, pointsDataset } from './datasets/operations.js';
import { paymentsDataset } from './datasets/payments.js';
import type { ExploreDataset } from './explore-dataset.js';

const makers = [
  customersDataset, contractsDataset, invoicesDataset, paymentsDataset, contactsDataset, responsesDataset, promisesDataset, assignmentsDataset, outcomesDataset, planDataset,
  decisionsDataset, decisionReasonsDataset, strategyDecisionsDataset, deliveriesDataset, eventsDataset, pointsDataset,
];

/** Everything that questions can be put to, by id. The attributes of customers are those of the data model at this moment. */
export function exploreDatasets(attributes: readonly Attribute[]): ReadonlyMap<string, ExploreDataset> {
  const customer = customerDimensions(attributes);
  return new Map(makers.map((make) => make(customer)).map((dataset) => [dataset.id, dataset]));
}
