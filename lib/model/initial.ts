/** What a model can start with. Initial states come from plans and command lines, so a wrong one must say what is right. */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import { isJsonArray } from '../base/json';
import { withArticle } from './model';

export class InitialStateError extends Error {
  override readonly name = 'InitialStateError';

  /** `form` says what the model accepts, e.g. `a whole number`. */
  constructor(model: string, form: string, initial: Json) {
    super(`${withArticle(model)} starts with ${form}, or null, not with ${formatJson(initial)}`);
  }
}

/** The elements that a collection starts with; none for null. */
export function initialElements(model: string, initial: Json): readonly Json[] {
  if (initial === null) return [];
  if (isJsonArray(initial)) return initial;
  throw new InitialStateError(model, 'a list of its elements', initial);
}
