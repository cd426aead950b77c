import type { Environment, ItemVersion, Publication, PublicationSettings } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { exportProject, importProject, type ImportWish } from '../../features/project-files/api.js';
import { findByEndpoint, publish } from '../../features/publications/api.js';
import { registerVersion } from '../../features/registration/api.js';
import type { ServerClient } from '../server-client.js';

export interface PublishRequest { endpoint: string; environment: Environment; settings: PublicationSettings; comment: string }
export interface ImportedProject { projectId: string; items: { name: string; kind: string; action: string }[] }

/** The repository of strategies, in this process or behind a server. */
export interface RepositoryGateway {
  register(itemId: string, comment: string): Promise<ItemVersion>;
  /** Takes the place of what is published under the name. */
  publish(request: PublishRequest): Promise<Publication>;
  exportProject(projectId: string): Promise<object>;
  importProject(wish: ImportWish): Promise<ImportedProject>;
  close(): Promise<void>;
}

export async function localRepository(container: Container): Promise<RepositoryGateway> {
  return {
    register: async (itemId, comment) => (await registerVersion(container, itemId, { comment }, null)).version,
    async publish({ endpoint, environment, settings, comment }) {
      const present = await findByEndpoint(container.repository, environment, endpoint);
      return publish(container, { endpoint, environment, settings, revision: present?.revision }, { author: null, comment });
    },
    exportProject: (projectId) => exportProject(container, projectId),
    importProject: (wish) => importProject(container, wish, null),
    close: () => container.close(),
  };
}

export function serverRepository(client: ServerClient): RepositoryGateway {
  const id = encodeURIComponent;
  return {
    register: (itemId, comment) => client.call('POST', `/v1/items/${id(itemId)}/versions`, { comment }),
    async publish({ endpoint, environment, settings, comment }) {
      const [present] = await client.call<Publication[]>('GET', `/v1/publications?environment=${environment}&endpoint=${id(endpoint)}`);
      return client.call('POST', '/v1/publications', { endpoint, environment, settings, comment, ...(present ? { revision: present.revision } : {}) });
    },
    exportProject: (projectId) => client.call('GET', `/v1/projects/${id(projectId)}/export`),
    importProject: ({ file, into, conflicts, name }) => client.call('POST', '/v1/projects/import', { file, conflicts, ...(into === undefined ? {} : { into }), ...(name === undefined ? {} : { name }) }),
    close: async () => undefined,
  };
}
