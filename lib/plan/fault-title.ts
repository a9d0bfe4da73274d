/** What a fault is called where it stands for a whole test: in the title of a run, in the columns of an experiment. */
import * as z from 'zod/mini';
import { uncapitalised } from '../base/words';
import type { FaultDescription } from '../catalog/faults/fault';
import type { FieldChoice } from './shape';
import type { Tree } from './tree';

type Titled = Pick<FaultDescription, 'title' | 'options'>;

/** `Partition into random halves`, `Pause processes: the leader` */
export function faultTitle(fault: Titled, chosen: Tree): string {
  const told = choiceOptionOf(fault);
  const choice = told?.choices.find(({ name }) => name === chosen[told.option]);
  return choice === undefined ? fault.title : `${fault.title}: ${uncapitalised(choice.title)}`;
}

/** The option that tells two faults of one name apart: the first that has choices in words, as which nodes it hits. */
export function choiceOptionOf({ options }: Pick<Titled, 'options'>) {
  for (const [option, schema] of Object.entries(options.shape)) {
    // As `Shape` has it, which is made of the same.
    const choices = z.globalRegistry.get(schema)?.choices as readonly FieldChoice[] | undefined;
    if (choices) return { option, choices };
  }
  return undefined;
}
