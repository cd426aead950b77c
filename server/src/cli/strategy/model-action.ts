import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { openOnnx } from '../../adapters/onnx/open-onnx.js';
import { readModel } from '../../features/models/api.js';
import { ProblemError } from '../../http/problem-error.js';
import { UsageError, type CommandContext } from '../command.js';
import { exit } from './local-actions.js';

/** Prints the document of a model file, its notes and faults apart; asks no server. */
export async function modelAction(context: CommandContext, file: string): Promise<number> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  });
  const onnx = openOnnx({ readModel: () => Promise.resolve(undefined), memoryBytes: 2 ** 30 });
  try {
    const { format, document, notes } = await readModel(basename(file), bytes, onnx);
    context.report(`${format}: ${document.kind}, ${document.features.length} features`);
    for (const { path, code, message } of notes) context.report(`warning  ${path}  ${code}  ${message}`);
    const text = JSON.stringify(document, null, 2);
    const out = context.options['out'];
    if (typeof out === 'string') await writeFile(out, `${text}\n`);
    else context.print(text);
    return exit.fine;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const faults = error.extra.faults ?? [];
    for (const { path, code, message } of faults) context.report(`fault  ${path === '' ? '/' : path}  ${code}  ${message}`);
    if (faults.length === 0) context.report(error.message);
    return exit.wrongDocument;
  } finally {
    await onnx.close();
  }
}
