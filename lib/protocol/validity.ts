/** One word for a run that was judged: what linearizability and the other checkers say, taken together. */
import type { Validity } from '../checker/checker';
import { mergeValidity } from '../checker/compose';
import type { Judgement } from './entry';

/** Journals of version 0.1 hold no checks; there the verdict speaks alone. */
export function overallValidity({ verdict, checks = [] }: Judgement): Validity {
  // Where nothing was asked, nothing is known.
  if (!verdict && checks.length === 0) return 'unknown';
  return mergeValidity([...(verdict ? [verdict.valid] : []), ...checks.map(({ valid }) => valid)]);
}
