/** Which nodes a fault of single nodes hits: an option that such faults share. */
import * as z from 'zod/mini';
import { type TargetsName, targetChoices, targetsNames } from '../../nemesis/targets';

export const targetsOption = z.strictObject({
  targets: z
    ._default(z.enum(targetsNames), 'one')
    .check(
      z.meta({ title: 'Targets', hint: 'Drawn anew each time it begins.', control: 'choice', choices: targetChoices }),
    ),
});

export const targetWords: Readonly<Record<TargetsName, string>> = {
  one: 'one node',
  minority: 'a minority',
  leader: 'the leader',
};
