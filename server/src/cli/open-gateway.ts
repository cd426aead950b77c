import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAddressFile } from '../config/server-address.js';
import type { Container } from '../container.js';
import type { CommandContext } from './command.js';
import { openServerClient, type ServerClient } from './server-client.js';

export interface Ways<Gateway> {
  /** In this process, which then holds the stores. */
  local: (container: Container) => Promise<Gateway>;
  server: (client: ServerClient) => Gateway;
  /** What a key for the server must be able to do, such as "write data". */
  permission: string;
}

/** By the server at ARBITER_URL, else with the stores themselves, else by the server that holds them. */
export async function openGateway<Gateway>(context: CommandContext, { local, server, permission }: Ways<Gateway>): Promise<Gateway> {
  const config = context.loadConfig({ logLevel: 'warn' });
  if (config.serverUrl) return server(await openServerClient(config.serverUrl, config.apiKey, permission));
  const { openContainer } = await import('../container.js');
  const { DataFolderInUse } = await import('../data-folder-lock.js');
  try {
    const container = await openContainer(config);
    return await local(container).catch(async (error: unknown) => {
      await container.close();
      throw error;
    });
  } catch (error) {
    const address = error instanceof DataFolderInUse ? await readServerAddress(config.dataDir) : undefined;
    if (!address) throw error;
    context.report(context.say({ ru: `Папку данных держит сервер ${address}: работаем через него`, en: `The server ${address} holds the data folder: working through it` }));
    return server(await openServerClient(address, config.apiKey, permission));
  }
}

/** Where the server that holds a data folder answers, as it wrote it down at its start. */
async function readServerAddress(dataDir: string): Promise<string | undefined> {
  const text = await readFile(join(dataDir, serverAddressFile), 'utf8').catch(() => '');
  return /^https?:\/\/\S+$/.test(text.trim()) ? text.trim() : undefined;
}
