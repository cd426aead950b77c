import { spawn } from 'node:child_process';

export interface Outcome {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs `npx arbiter …` as a person would type it in the project's folder. */
export function arbiter(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return run('npx', ['arbiter', ...args], environment);
}

/** The same without npm in between, which takes longer than many a command. */
export function arbiterDirectly(args: string[], environment: Record<string, string> = {}): Promise<Outcome> {
  return run(process.execPath, ['server/bin/arbiter.mjs', ...args], environment);
}

function run(command: string, args: string[], environment: Record<string, string>): Promise<Outcome> {
  const child = spawn(command, args, { env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LANG: 'en_US.UTF-8', LOG_LEVEL: 'warn', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, errors }));
  });
}
