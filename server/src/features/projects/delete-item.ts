import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findItem } from './items.repository.js';
import { findProject } from './projects.repository.js';
import { deleteItems, type ItemUser } from './where-used.js';

type Stores = Pick<Container, 'repository' | 'now'>;
const mostNamed = 5;

const nameOf = ({ by, kind, name, version }: ItemUser): string => (by === 'publication' ? `publication ${name}` : by === 'campaign' ? `campaign "${name}"` : `${kind} "${name}" (${version === null ? 'draft' : `version ${version}`})`);

function refuse(thing: string, users: readonly ItemUser[]): never {
  const more = users.length > mostNamed ? ` and ${users.length - mostNamed} more` : '';
  throw new ProblemError('referenced', `${thing} is used by ${users.slice(0, mostNamed).map(nameOf).join(', ')}${more}: change or stop those first`, { details: { users: users.slice(0, 100) } });
}

/** Deletes an item. Its registered versions stay, unseen, so that recorded decisions can be repeated. Throws not-found, referenced. */
export async function deleteItem({ repository, now }: Stores, id: string): Promise<void> {
  const item = await findItem(repository, id);
  const users = await repository.transaction().execute((transaction) => deleteItems(transaction, [id], now()));
  if (users.length > 0) refuse(`"${item.name}"`, users);
}

/** Deletes a project with its items, unless another project or a running publication uses one of them. Throws not-found, referenced. */
export async function deleteProject({ repository, now }: Stores, id: string): Promise<void> {
  const project = await findProject(repository, id);
  const users = await repository.transaction().execute(async (transaction) => {
    const items = await transaction.selectFrom('items').select('id').where('project_id', '=', id).where('deleted_at', 'is', null).forUpdate().execute();
    const found = await deleteItems(transaction, items.map((item) => item.id), now());
    if (found.length === 0) await transaction.updateTable('projects').set({ deleted_at: now() }).where('id', '=', id).execute();
    return found;
  });
  if (users.length > 0) refuse(`Project "${project.name}"`, users);
}
