import { type KeyScope, type Permissions, type Role, type Scope, roles, scopes } from '@arbiter/contracts';
import type { Principal } from './route-access.js';

const all: Permissions = { data: 'write', campaigns: 'write', launch: 'write', decisions: 'write', strategies: 'write', publications: 'write', reports: 'write', admin: 'write' };

/**
 * What each role may do: the only table of permissions. `launch` covers approving, launching and contact lists (who is
 * contacted), `decisions` the decision log and single customers, `strategies` projects, their items and registered versions,
 * `publications` what answers under which endpoint, `admin` users, keys and the audit trail.
 * An owner differs from an admin in one thing: only owners make, change and remove owners.
 */
const rolePermissions: Record<Role, Permissions> = {
  owner: all,
  admin: all,
  marketer: { data: 'write', campaigns: 'write', launch: 'write', decisions: 'read', strategies: 'write', publications: 'read', reports: 'write', admin: 'none' },
  analyst: { data: 'write', campaigns: 'write', launch: 'none', decisions: 'read', strategies: 'write', publications: 'read', reports: 'write', admin: 'none' },
  manager: { data: 'read', campaigns: 'read', launch: 'write', decisions: 'read', strategies: 'read', publications: 'write', reports: 'write', admin: 'none' },
  viewer: { data: 'read', campaigns: 'read', launch: 'none', decisions: 'none', strategies: 'read', publications: 'read', reports: 'read', admin: 'none' },
};

const nothing: Permissions = { data: 'none', campaigns: 'none', launch: 'none', decisions: 'none', strategies: 'none', publications: 'none', reports: 'none', admin: 'none' };

export function permissionsOfRole(role: string): Permissions {
  // A role of a newer version, left in the store by a rollback, may do nothing.
  return (roles as readonly string[]).includes(role) ? rolePermissions[role as Role] : nothing;
}

export function permissionsOfKey(keyScopes: readonly string[]): Permissions {
  const permissions = { ...nothing };
  for (const scope of scopes) {
    if (keyScopes.includes(scope satisfies KeyScope)) permissions[scope] = 'write';
    else if (keyScopes.includes(`${scope}:read` satisfies KeyScope)) permissions[scope] = 'read';
  }
  return permissions;
}

/** A key keeps its list of scopes, so what they permit is worked out once. */
const knownKeys = new WeakMap<readonly string[], Permissions>();

function keyPermissions(keyScopes: readonly string[]): Permissions {
  let permissions = knownKeys.get(keyScopes);
  if (!permissions) knownKeys.set(keyScopes, (permissions = permissionsOfKey(keyScopes)));
  return permissions;
}

export function isPermitted(principal: Principal, scope: Scope | readonly Scope[], access: 'read' | 'write'): boolean {
  const permissions = principal.kind === 'user' ? permissionsOfRole(principal.role) : keyPermissions(principal.scopes);
  const allows = (one: Scope) => permissions[one] === 'write' || (access === 'read' && permissions[one] === 'read');
  return typeof scope === 'string' ? allows(scope) : scope.some(allows);
}
