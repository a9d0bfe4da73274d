/** Which nodes a fault of single nodes hits: an option that such faults share. */
import * as z from 'zod';
import { type TargetsName, targetChoices, targetsNames } from '../../nemesis/targets';

export const targetsOption = z.strictObject({
  targets: z
    .enum(targetsNames)
    .default('one')
    .meta({ title: 'Targets', hint: 'Drawn anew each time it begins.', control: 'choice', choices: targetChoices }),
});

export const targetWords: Readonly<Record<TargetsName, string>> = {
  one: 'one node',
  minority: 'a minority',
  leader: 'the leader',
};
