/** A fact that a rule asks for is not there. */
export class UndefinedFactError extends Error {
  readonly code = 'UNDEFINED_FACT';

  constructor(fact: string) {
    super(`Undefined fact: ${fact}`);
  }
}
