import type { Response } from 'undici';
import { HttpCallError, type HttpReply } from '../../ports/http-service.js';

const mostDepth = 500;

/** Whether brackets outside of strings nest deeper than anything honest does. */
function nestsTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > mostDepth) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
}

const unreadable = (message: string, cause?: unknown) => new HttpCallError('http-unreadable', message, {}, { cause });

async function readBytes(response: Response, mostBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // The stream is unpacked already: a small packed answer cannot become a large one unseen.
  for await (const chunk of response.body ?? []) {
    const bytes = chunk as Uint8Array;
    size += bytes.length;
    if (size > mostBytes) {
      await response.body?.cancel().catch(() => undefined);
      throw unreadable(`The answer has more than ${mostBytes} bytes: ask for less, or raise the limit of the service`);
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array, contentType: string): string {
  const charset = /charset\s*=\s*"?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch (error) {
    throw unreadable(`The answer is written in ${charset}, which is not known here: let the service answer in UTF-8`, error);
  }
}

/** Reads an answer whole: JSON where it says so, else text. Throws http-unreadable. */
export async function readReply(response: Response, mostBytes: number): Promise<{ reply: HttpReply; bytes: number }> {
  const declared = Number(response.headers.get('content-length') ?? 0);
  if (declared > mostBytes && !response.headers.has('content-encoding')) {
    await response.body?.cancel().catch(() => undefined);
    throw unreadable(`The answer has ${declared} bytes, ${mostBytes} are taken at most: ask for less, or raise the limit of the service`);
  }
  const bytes = await readBytes(response, mostBytes);
  const headers = Object.fromEntries(response.headers);
  return { reply: { status: response.status, headers, body: readBody(bytes, response.headers.get('content-type') ?? '') }, bytes: bytes.length };
}

function readBody(bytes: Uint8Array, contentType: string): unknown {
  if (bytes.length === 0) return null;
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (/^application\/(?:[\w.-]+\+)?json$|^text\/json$/.test(type)) {
    const text = decode(bytes, contentType);
    if (nestsTooDeep(text)) throw unreadable(`The JSON of the answer nests deeper than ${mostDepth} levels`);
    try {
      return JSON.parse(text);
    } catch (error) {
      throw unreadable(`The answer says that it is JSON and is not: ${error instanceof Error ? error.message.slice(0, 200) : ''}`, error);
    }
  }
  if (type === '' || /^text\/|^application\/(?:[\w.-]+\+)?xml$|^application\/x-www-form-urlencoded$|^application\/javascript$/.test(type)) return decode(bytes, contentType);
  throw unreadable(`The answer is of the type ${type.slice(0, 100)}: JSON and text are read`);
}
