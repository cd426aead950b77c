import { execFile } from 'node:child_process';

export interface FoundPython { path: string; version: string }

const oldest = [3, 9] as const;

/**
 * The interpreter itself behind a command, which may be a link or a wrapper that needs an environment; the text of the error says what
 * is missing.
 */
export function findPython(command: string, timeoutMs = 10_000): Promise<FoundPython> {
  return new Promise((resolve, reject) => {
    execFile(command, ['-I', '-S', '-c', 'import json, sys; print(json.dumps([sys.executable, list(sys.version_info[:3])]))'], { timeout: timeoutMs, windowsHide: true }, (error, stdout) => {
      if (error) {
        const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such command' : error.message.split('\n')[0];
        return reject(new Error(`Python cannot be started as "${command}": ${why}. Install Python ${oldest.join('.')} or later (for example: apt-get install python3), or set ARBITER_PYTHON to its path`));
      }
      try {
        const [path, version] = JSON.parse(stdout) as [string, [number, number, number]];
        if (version[0] !== oldest[0] || version[1] < oldest[1]) return reject(new Error(`"${command}" is Python ${version.join('.')}; ${oldest.join('.')} or later is needed. Set ARBITER_PYTHON to the path of another one`));
        resolve({ path, version: version.join('.') });
      } catch {
        reject(new Error(`"${command}" does not answer as Python does; set ARBITER_PYTHON to the path of python3`));
      }
    });
  });
}
