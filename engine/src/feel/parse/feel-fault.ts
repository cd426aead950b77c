import type { Fault } from '@arbiter/contracts';

/** A fault in FEEL source: `start` and `end` are offsets in it (UTF-16 units, the end not included). The message tells line and column too. */
export interface FeelFault extends Fault {
  start: number;
  end: number;
}

export function feelFault(source: string, start: number, end: number, code: string, message: string): FeelFault {
  let line = 1;
  let lineStart = 0;
  for (let at = source.indexOf('\n'); at >= 0 && at < start; at = source.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { path: '', code, message: `Line ${line}, column ${start - lineStart + 1}: ${message}`, start, end };
}

/** Thrown inside the parser and the checker, caught at their entries. */
export class FeelStop extends Error {
  constructor(readonly fault: FeelFault) {
    super(fault.message);
  }
}
