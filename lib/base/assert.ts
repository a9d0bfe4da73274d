/**
 * Assertions state what must and what must not hold. A broken one is a bug of ours: it crashes the run, keeps the
 * journal, and is never a verdict about a database.
 */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Closes a discriminated union: the compiler refuses the call while a case is missing. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected case: ${JSON.stringify(value)}`);
}

/** The value, when it is there; a bug otherwise. For look-ups whose presence is an invariant. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new AssertionError(`${what} is missing`);
  return value;
}
