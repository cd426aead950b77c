import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole project; the same from `server/src` and from `server/dist`. */
export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
