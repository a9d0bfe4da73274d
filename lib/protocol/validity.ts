/** One word for a run that was judged: what linearizability and the other checkers say, taken together. */
import type { Validity } from '../checker/checker';
import { mergeValidity } from '../checker/compose';
import { isAdvisory } from '../checker/registry';
import type { Judgement } from './entry';

/** Without the advisory checkers. Journals of version 0.1 hold no checks; there the verdict speaks alone. */
export function overallValidity({ verdict, checks = [] }: Judgement): Validity {
  const deciding = checks.filter(({ checker }) => !isAdvisory(checker));
  return mergeValidity([verdict.valid, ...deciding.map(({ valid }) => valid)]);
}
