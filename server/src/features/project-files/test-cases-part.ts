import { randomUUID } from 'node:crypto';
import { TestCaseDraft } from '@arbiter/contracts';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProblemError } from '../../http/problem-error.js';
import { listFaults } from '../../http/schema-compilers.js';
import type { ProjectFilePart } from './project-file-parts.js';

const Suite = Type.Object(
  { itemId: Type.String({ maxLength: 128 }), blocksRegistration: Type.Boolean(), leastCoverage: Type.Number({ minimum: 0, maximum: 1 }), cases: Type.Array(TestCaseDraft, { maxItems: 10_000 }) },
  { additionalProperties: false },
);
interface Suite { itemId: string; blocksRegistration: boolean; leastCoverage: number; cases: TestCaseDraft[] }
const validator = Compile(Type.Array(Suite, { maxItems: 5_000 }));

/** Test cases of strategies travel with them; a case that the item has by the same name stays as it is there. */
export const testCasesPart: ProjectFilePart = {
  name: 'tests',
  async write(repository, itemIds) {
    if (itemIds.length === 0) return [];
    const cases = await repository.selectFrom('test_cases').select(['item_id', 'document']).where('item_id', 'in', itemIds).orderBy('item_id').orderBy('position').orderBy('id').execute();
    const policies = await repository.selectFrom('test_policies').selectAll().where('item_id', 'in', itemIds).execute();
    return itemIds.flatMap((itemId): Suite[] => {
      const own = cases.filter((one) => one.item_id === itemId).map(({ document }) => document);
      const policy = policies.find((one) => one.item_id === itemId);
      return own.length === 0 && !policy ? [] : [{ itemId, blocksRegistration: policy?.blocks_registration ?? false, leastCoverage: policy?.least_coverage ?? 0, cases: own }];
    });
  },
  async read(transaction, part, idOf, at) {
    if (!validator.Check(part)) {
      const faults = listFaults(validator, part).map((fault) => ({ ...fault, path: `/parts/tests${fault.path}` }));
      throw new ProblemError('file-invalid', `The test cases of the file are not as documented: ${faults[0]?.path} ${faults[0]?.message}`, { faults });
    }
    for (const { itemId, blocksRegistration, leastCoverage, cases } of part as Suite[]) {
      const id = idOf(itemId);
      if (id === undefined) continue;
      const there = await transaction.selectFrom('test_cases').select(['document', 'position']).where('item_id', '=', id).execute();
      const names = new Set(there.map(({ document }) => document.name));
      const last = Math.max(0, ...there.map(({ position }) => position));
      const added = cases.filter(({ name }) => !names.has(name)).map((draft, index) => ({ id: randomUUID(), item_id: id, position: last + index + 1, document: JSON.stringify(draft), created_at: at, updated_at: at }));
      for (let start = 0; start < added.length; start += 500) await transaction.insertInto('test_cases').values(added.slice(start, start + 500)).execute();
      await transaction.insertInto('test_policies').values({ item_id: id, blocks_registration: blocksRegistration, least_coverage: leastCoverage }).onConflict((conflict) => conflict.column('item_id').doNothing()).execute();
    }
  },
};
