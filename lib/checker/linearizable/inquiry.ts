/** What every part of an explanation looks at. */
import type { Budget } from '../budget';
import type { OptionalSearch } from './optional-search';
import type { Prefix } from './prefix';
import type { Steps } from './steps';
import type { Reach } from './window';

export interface Inquiry {
  readonly prefix: Prefix;
  readonly reach: Reach;
  readonly steps: Steps;
  /** See the law in model.ts. */
  readonly isBlind: (classId: number) => boolean;
  readonly search: OptionalSearch;
  readonly budget: Budget;
}
