/** What a fault is called where it stands for a whole test: in the title of a run, in the columns of an experiment. */
import { uncapitalised } from '../base/words';
import type { FaultDescription } from '../catalog/faults/fault';
import { shapeOf } from './shape';
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
  for (const [option, { choices }] of Object.entries(shapeOf(options).properties ?? {})) {
    if (choices) return { option, choices };
  }
  return undefined;
}
