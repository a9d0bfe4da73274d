/**
 * The checkers that ask for more than every plan promises: in a run their answer is shown, and has no part in the validity of
 * the whole. Who asks for one by name, as `clew check --checker` does, takes its answer as any other. A list of names, so that
 * what only weighs findings does without the checkers themselves.
 */
const advisory: ReadonlySet<string> = new Set(['sessions']);

export function isAdvisory(checker: string): boolean {
  return advisory.has(checker);
}
