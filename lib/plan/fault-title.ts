/** What a fault is called where it stands for a whole test: in the title of a run, in the columns of an experiment. */
import * as z from 'zod/mini';
import { uncapitalised } from '../base/words';
import type { FaultDescription } from '../catalog/faults/fault';
import { givenChoice } from '../catalog/faults/targets';
import type { FieldChoice } from './shape';
import type { Tree } from './tree';

type Titled = Pick<FaultDescription, 'title' | 'options'>;

/** `Partition into random halves`, `Pause processes: the leader`, `Partition: n2, n3, inbound` */
export function faultTitle(fault: Titled, chosen: Tree): string {
  const [first, ...others] = choiceOptionsOf(fault);
  if (first === undefined || chosen[first.option] === undefined) return fault.title;
  const told = [
    chosen[first.option] === givenChoice ? givenNames(chosen) : titleOf(first, chosen),
    // What is as usual goes without saying.
    ...others.filter(({ option, choices }) => chosen[option] !== choices[0]?.name).map((each) => titleOf(each, chosen)),
  ].filter((word) => word !== undefined);
  return [fault.title, told.join(', ')].filter(Boolean).join(': ');
}

interface ChoiceOption {
  readonly option: string;
  readonly choices: readonly FieldChoice[];
}

function titleOf({ option, choices }: ChoiceOption, chosen: Tree): string | undefined {
  const choice = choices.find(({ name }) => name === chosen[option]);
  return choice && uncapitalised(choice.title);
}

function givenNames({ nodes }: Tree): string {
  return Array.isArray(nodes) && nodes.length > 0 ? nodes.join(', ') : 'given nodes';
}

/** The option that tells two faults of one name apart: the first that has choices in words, as which nodes it hits. */
export function choiceOptionOf(fault: Pick<Titled, 'options'>): ChoiceOption | undefined {
  return choiceOptionsOf(fault)[0];
}

function choiceOptionsOf({ options }: Pick<Titled, 'options'>): readonly ChoiceOption[] {
  return Object.entries(options.shape).flatMap(([option, schema]) => {
    // As `Shape` has it, which is made of the same.
    const choices = z.globalRegistry.get(schema)?.choices as readonly FieldChoice[] | undefined;
    return choices ? [{ option, choices }] : [];
  });
}
