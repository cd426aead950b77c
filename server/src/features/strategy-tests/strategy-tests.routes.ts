import { AnswerDifference, Coverage, CoverageCount, CoverageGoal, DataGeneration, Id, TestCase, TestCaseDraft, type FieldSpec } from '@arbiter/contracts';
import { dataGenerator } from '@arbiter/engine/strategy-tests/generate-data';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { recordAudit } from '../audit/api.js';
import { findItem } from '../projects/api.js';
import { casesFromFile, readCases } from './cases-from-file.js';
import { compareOnData } from './compare-on-data.js';
import { callerOf } from './caller-of.js';
import { contextOfCases, requireTimeZone } from './context-of-cases.js';
import { makeBreather } from './make-breather.js';
import { testContext } from './prepare-strategy.js';
import { runSuite } from './run-suite.js';
import { seekForStrategy } from './seek-for-strategy.js';
import { strategyUnderTest } from './strategy-under-test.js';
import { addCases, changeCase, listCases, mostCases, orderCases, readPolicy, removeCase, writePolicy } from './test-cases.repository.js';

const tags = ['strategy tests'];
const config = { scope: 'strategies' } as const;
const reading = { ...config, access: 'read' } as const;
const ById = Type.Object({ id: Id });
const ByCase = Type.Object({ id: Id, caseId: Id });
const Which = Type.Union([Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 }), Type.Literal('draft')], { description: 'A version, or the draft' });
const Policy = Type.Object({ blocksRegistration: Type.Boolean(), leastCoverage: Type.Number({ minimum: 0, maximum: 1, description: 'Share of the ways out of nodes' }) }, { additionalProperties: false });
const Row = Type.Record(Type.String(), Type.Unknown());
const Suite = Type.Object({
  passed: Type.Integer(),
  failed: Type.Integer(),
  cases: Type.Array(Type.Object({ caseId: Type.Optional(Id), name: Type.String(), passed: Type.Boolean(), differences: Type.Array(AnswerDifference), result: Type.Unknown(), durationMs: Type.Number(), trace: Type.Optional(Type.Array(Type.Unknown())) })),
  coverage: Coverage,
  reached: Type.Array(CoverageCount),
});
const File = Type.Object({ format: Type.Enum(['csv', 'ndjson']), text: Type.String({ minLength: 1, maxLength: 20_000_000 }), save: Type.Optional(Type.Boolean({ description: 'Keep the cases with the item' })), version: Type.Optional(Which), traces: Type.Optional(Type.Boolean()) }, { additionalProperties: false });
const Parting = Type.Object({ path: Type.String(), left: Type.Union([Type.String(), Type.Null()]), right: Type.Union([Type.String(), Type.Null()]) });
const Comparison = Type.Object({
  rows: Type.Integer(),
  changed: Type.Integer(),
  otherWay: Type.Integer(),
  moves: Type.Array(Type.Object({ from: Type.String(), to: Type.String(), rows: Type.Integer() })),
  partings: Type.Array(Type.Object({ ...Parting.properties, rows: Type.Integer() })),
  examples: Type.Array(Type.Object({ row: Type.Integer(), input: Row, left: Type.Unknown(), right: Type.Unknown(), differences: Type.Array(AnswerDifference), parted: Type.Union([Parting, Type.Null()]) })),
});
const mostRows = 20_000;

/** Cases with expected answers, data made for tests, and versions compared on the same data. */
export const strategyTestsRoutes = (container: Container): FastifyPluginAsyncTypebox => async (app) => {
  const { repository, now } = container;

  app.get('/v1/items/:id/tests', { config, schema: { tags, summary: 'Test cases of a strategy', params: ById, response: { 200: Type.Array(TestCase) } } }, async ({ params }) => listCases(repository, (await findItem(repository, params.id)).id));

  app.post('/v1/items/:id/tests', { config, schema: { tags, summary: 'Add test cases', params: ById, body: Type.Array(TestCaseDraft, { minItems: 1, maxItems: mostCases }), response: { 201: Type.Array(TestCase) } } }, async (request, reply) => {
    const item = await findItem(repository, request.params.id);
    const added = await addCases(repository, item.id, request.body, now());
    await recordAudit(container, request, 'tests.add', item.id, { cases: added.length });
    return reply.code(201).send(added);
  });

  app.put('/v1/items/:id/tests/:caseId', { config, schema: { tags, summary: 'Change a test case', params: ByCase, body: TestCaseDraft, response: { 200: TestCase } } }, ({ params, body }) => changeCase(repository, params.id, params.caseId, body, now()));

  app.delete('/v1/items/:id/tests/:caseId', { config, schema: { tags, summary: 'Delete a test case', params: ByCase, response: { 204: Type.Null() } } }, async ({ params }, reply) => {
    await removeCase(repository, params.id, params.caseId);
    return reply.code(204).send(null);
  });

  app.get('/v1/items/:id/test-policy', { config, schema: { tags, summary: 'What the suite demands before a version is registered', params: ById, response: { 200: Policy } } }, async ({ params }) => readPolicy(repository, (await findItem(repository, params.id)).id));

  app.put('/v1/items/:id/test-policy', { config, schema: { tags, summary: 'Let the suite block registration', params: ById, body: Policy, response: { 200: Policy } } }, async (request) => {
    const item = await findItem(repository, request.params.id);
    await writePolicy(repository, item.id, request.body);
    await recordAudit(container, request, 'tests.policy', item.id, request.body);
    return request.body;
  });

  app.post('/v1/items/:id/tests/run', { config: reading, schema: { tags, summary: 'Run the test cases', params: ById, body: Type.Object({ version: Type.Optional(Which), caseIds: Type.Optional(Type.Array(Id, { maxItems: mostCases })), traces: Type.Optional(Type.Boolean()) }, { additionalProperties: false }), response: { 200: Suite } } }, async ({ params, body }, reply) => {
    const strategy = await strategyUnderTest(container, params.id, body.version ?? 'draft');
    const cases = await listCases(repository, params.id);
    const wanted = body.caseIds ? cases.filter(({ id }) => body.caseIds!.includes(id)) : cases;
    return runSuite(strategy, wanted, contextOfCases(container, params.id, strategy), body.traces ?? false, callerOf(reply));
  });

  app.post('/v1/items/:id/tests/evaluate', { config: reading, bodyLimit: 24_000_000, schema: { tags, summary: 'Evaluate cases that are not kept', description: 'Generated data, or the cases of a file: large sets go in several calls.', params: ById, body: Type.Object({ version: Type.Optional(Which), cases: Type.Array(TestCaseDraft, { minItems: 1, maxItems: 5_000 }), traces: Type.Optional(Type.Boolean()) }, { additionalProperties: false }), response: { 200: Suite } } }, async ({ params, body }, reply) => {
    const strategy = await strategyUnderTest(container, params.id, body.version ?? 'draft');
    return runSuite(strategy, body.cases, contextOfCases(container, params.id, strategy), body.traces ?? false, callerOf(reply));
  });

  app.post('/v1/items/:id/tests/file/read', { config: reading, bodyLimit: 24_000_000, schema: { tags, summary: 'Read cases from a file without running them', description: 'Lines that are no cases are named, the others are given.', params: ById, body: Type.Object({ format: File.properties.format, text: File.properties.text, version: Type.Optional(Which) }, { additionalProperties: false }), response: { 200: Type.Object({ cases: Type.Array(TestCaseDraft), refused: Type.Array(Type.Object({ line: Type.Integer(), message: Type.String() })) }) } } }, async ({ params, body: { format, text, version } }) => {
    const { inputs, outputs } = (await strategyUnderTest(container, params.id, version ?? 'draft')).document.dataModel;
    return readCases(format, text, inputs, outputs);
  });

  app.put('/v1/items/:id/tests/order', { config, schema: { tags, summary: 'Order the test cases', description: 'Cases that are not named stay behind those that are, in the order that they had.', params: ById, body: Type.Object({ caseIds: Type.Array(Id, { maxItems: mostCases }) }, { additionalProperties: false }), response: { 200: Type.Array(TestCase) } } }, async (request) => {
    const item = await findItem(repository, request.params.id);
    await orderCases(repository, item.id, request.body.caseIds);
    return listCases(repository, item.id);
  });

  app.post('/v1/items/:id/tests/file', { config: reading, bodyLimit: 24_000_000, schema: { tags, summary: 'Run cases from a file', description: 'CSV with a column for each input and `expected.<output>` columns, or NDJSON with a case or an input in each line.', params: ById, body: File, response: { 200: Suite } } }, async (request, reply) => {
    const { format, text, save, version, traces } = request.body;
    const strategy = await strategyUnderTest(container, request.params.id, version ?? 'draft');
    const cases = casesFromFile(format, text, strategy.document.dataModel.inputs, strategy.document.dataModel.outputs);
    const suite = await runSuite(strategy, cases, contextOfCases(container, request.params.id, strategy), traces ?? false, callerOf(reply));
    if (save) {
      await addCases(repository, request.params.id, cases, now());
      await recordAudit(container, request, 'tests.add', request.params.id, { cases: cases.length });
    }
    return suite;
  });

  app.post('/v1/items/:id/tests/generate', { config: reading, schema: { tags, summary: 'Make inputs by the data model', description: 'The same seed gives the same rows.', params: ById, body: Type.Object({ ...DataGeneration.properties, version: Type.Optional(Which) }, { additionalProperties: false }), response: { 200: Type.Array(Row) } } }, async ({ params, body: { version, ...wish } }) => {
    const strategy = await strategyUnderTest(container, params.id, version ?? 'draft');
    return generated(strategy.document.dataModel.inputs, wish);
  });

  app.post('/v1/items/:id/tests/seek', { config: reading, schema: { tags, summary: 'Look for inputs that reach every node, way and rule', description: 'What is missed is either proved unreachable, with the reason, or was not reached in so many tries.', params: ById, body: Type.Object({ version: Type.Optional(Which), seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31, description: '1 when left out' })), tries: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000, description: '20,000 when left out' })), timeLimitMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000, description: '10,000 when left out' })) }, { additionalProperties: false }), response: { 200: Type.Object({ inputs: Type.Array(Type.Object({ input: Row, reaches: Type.Array(CoverageGoal) })), missed: Type.Array(Type.Object({ ...CoverageGoal.properties, proved: Type.Boolean(), reason: Type.String() })), tries: Type.Integer(), coverage: Coverage }) } } }, async ({ params, body }, reply) => {
    const strategy = await strategyUnderTest(container, params.id, body.version ?? 'draft');
    return seekForStrategy(strategy, { seed: body.seed ?? 1, tries: body.tries ?? 20_000, timeLimitMs: body.timeLimitMs ?? 10_000, context: testContext(container), signal: callerOf(reply) });
  });

  app.post('/v1/items/:id/compare', { config: reading, bodyLimit: 24_000_000, schema: { tags, summary: 'Two versions on the same data: changed decisions, and where the ways part', params: ById, body: Type.Object({ left: Which, right: Which, rows: Type.Optional(Type.Array(Row, { maxItems: mostRows })), generate: Type.Optional(DataGeneration), now: Type.Optional(Type.String({ format: 'date-time' })), timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })), examples: Type.Optional(Type.Integer({ minimum: 0, maximum: 5_000, description: 'Rows that differ to be told one by one; 100 when left out' })) }, { additionalProperties: false, description: 'Data: `rows`, else generated, else the inputs of the test cases' }), response: { 200: Comparison } } }, async ({ params, body }, reply) => {
    const [left, right] = [await strategyUnderTest(container, params.id, body.left), await strategyUnderTest(container, params.id, body.right)];
    const rows = body.rows ?? (body.generate ? await generated(left.document.dataModel.inputs, { ...body.generate, rows: Math.min(mostRows, body.generate.rows) }) : (await listCases(repository, params.id)).map(({ input }) => input));
    if (rows.length === 0) throw new ProblemError('validation-failed', 'There is no data to compare on: send "rows", have them made with "generate", or add test cases');
    return compareOnData(left, right, rows, testContext(container, { ...(body.now === undefined ? {} : { now: body.now }), timeZone: requireTimeZone(body.timeZone) }), { ...(body.examples === undefined ? {} : { mostExamples: body.examples }), signal: callerOf(reply) });
  });
};

async function generated(inputs: readonly FieldSpec[], wish: DataGeneration): Promise<Record<string, unknown>[]> {
  const made = dataGenerator(inputs, wish);
  if (!made.ok) throw new ProblemError('validation-failed', `The data cannot be made: ${made.error[0]!.message}`, { faults: made.error });
  const pause = makeBreather();
  const rows: Record<string, unknown>[] = [];
  while (rows.length < wish.rows) {
    await pause();
    rows.push(made.value());
  }
  return rows;
}
