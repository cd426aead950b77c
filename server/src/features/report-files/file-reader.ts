import { isPermitted } from '../../http/permissions.js';
import { actorOf, type Principal } from '../../http/route-access.js';

/** Who a file is for: what stands in it is what they may see. */
export interface FileReader {
  /** As in the audit trail. */
  actor: string | null;
  mayReadReports: boolean;
  mayReadData: boolean;
  isAdmin: boolean;
}

export function fileReaderOf(principal: Principal | null): FileReader {
  const may = (scope: 'reports' | 'data' | 'admin', access: 'read' | 'write') => principal !== null && isPermitted(principal, scope, access);
  return { actor: actorOf(principal), mayReadReports: may('reports', 'read'), mayReadData: may('data', 'read'), isAdmin: may('admin', 'write') };
}
