import type { RegistrationCheck } from '../registration/api.js';
import { readActors } from '../../repository/read-actors.js';
import { needsApproval, readApproval } from './approval-state.js';
import { contentMark } from './content-mark.js';

/** Where the project asks for it: what is registered was approved by somebody other than whoever made it. */
export const approvalCheck: RegistrationCheck = async ({ repository }, { itemId, name, document }) => {
  const item = await repository.selectFrom('items').select('project_id').where('id', '=', itemId).executeTakeFirst();
  if (!item || !(await needsApproval(repository, item.project_id))) return [];
  const { approved, editors, approvers, against } = await readApproval(repository, itemId, contentMark(document));
  const actor = await readActors(repository, [...editors, ...approvers, ...against]);
  const named = (ids: readonly string[]): string => ids.map((id) => actor(id).name).join(', ');
  if (approved) return [{ name: 'approval', ok: true, message: `approved by ${named(approvers)}`, details: { approvers } }];
  const waiting = editors.filter((editor) => !approvers.some((approver) => approver !== editor));
  const message = against.length > 0
    ? `${named(against)} asked for changes of "${name}": make them and request a review of the draft`
    : `the project asks for the approval of another person, and nobody but ${named(waiting.length > 0 ? waiting : editors) || 'its author'} approved what the draft of "${name}" says now: request a review of it`;
  return [{ name: 'approval', ok: false, message, details: { editors, approvers, against } }];
};
