/** One word for a run that was judged: what linearizability and the other checkers say, taken together. */
import type { Validity } from '../checker/core/checker';
import { mergeValidity } from '../checker/core/compose';
import { isAdvisory } from '../checker/registry';
import type { Judgement } from './entry';

/** Without the advisory checkers. Journals of version 0.1 hold no checks; there the verdict speaks alone. */
export function overallValidity({ verdict, checks = [] }: Judgement): Validity {
  // Where nothing was asked, nothing is known.
  if (!verdict && checks.length === 0) return 'unknown';
  const deciding = checks.filter(({ checker }) => !isAdvisory(checker));
  return mergeValidity([...(verdict ? [verdict.valid] : []), ...deciding.map(({ valid }) => valid)]);
}
