import { Attribute, Name } from '@arbiter/contracts';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type {} from '../../http/route-access.js';
import { listAttributes } from './attribute-registry.js';
import { AttributeValues, readAttributeValues } from './read-attribute-values.js';
import { DatasetSummary, readDatasets } from './read-datasets.js';

const tags = ['data'];

/** What the company knows: datasets, and the attributes of customers that conditions and reports are made of. */
export const datasetsRoutes = ({ repository, analytics }: Pick<Container, 'repository' | 'analytics'>): FastifyPluginAsyncTypebox => async (app) => {
  app.get('/v1/datasets', { config: { scope: 'data' }, schema: { tags, summary: 'The data model and how much there is of it', response: { 200: Type.Array(DatasetSummary) } } }, () => readDatasets(analytics));

  app.get('/v1/attributes', { config: { scope: ['data', 'campaigns'] }, schema: { tags, summary: 'Attributes of customers', response: { 200: Type.Array(Attribute) } } }, () => listAttributes(repository));

  app.get(
    '/v1/attributes/:name/values',
    {
      config: { scope: ['data', 'campaigns'] },
      schema: {
        tags,
        summary: 'Values of an attribute: the most frequent ones, or the range',
        params: Type.Object({ name: Name }),
        querystring: Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1000, default: 50 }), search: Type.String({ maxLength: 200, default: '' }) }),
        response: { 200: AttributeValues },
      },
    },
    async ({ params, query }) => {
      const attributes = await listAttributes(repository);
      const attribute = attributes.find((candidate) => candidate.name === params.name);
      if (!attribute) throw new ProblemError('not-found', `Customers have no attribute "${params.name}": GET /v1/attributes lists those there are`);
      return readAttributeValues(analytics, attribute, query);
    },
  );
};
