/** Which nodes a fault hits: options that several faults share. */
import * as z from 'zod/mini';
import { type TargetsName, targetChoices, targetsNames } from '../../nemesis/targets';
import { nodeName } from '../node-name';

/** The choice that leaves it to the plan to name them. */
export const givenChoice = 'given';

/** A plan has no more nodes. */
const maxNodes = 9;

/** By name, for those faults that can be told whom to hit; read where the choice before it is `given`. */
export const givenNodes = z
  .optional(z.array(nodeName).check(z.maxLength(maxNodes)))
  .check(z.meta({ title: 'Nodes', hint: 'Of given nodes: at least one.' }));

export const targetsOption = z.strictObject({
  targets: z
    ._default(z.enum(targetsNames), 'one')
    .check(
      z.meta({ title: 'Targets', hint: 'Drawn anew each time it begins.', control: 'choice', choices: targetChoices }),
    ),
  nodes: givenNodes,
});

const targetWords: Readonly<Record<Exclude<TargetsName, 'given'>, string>> = {
  one: 'one node',
  minority: 'a minority',
  leader: 'the leader',
  majority: 'a majority',
  all: 'all nodes',
};

/** `the leader`, `n1, n3` */
export function whom({ targets, nodes }: z.output<typeof targetsOption>): string {
  return targets === givenChoice ? givenWords(nodes) : targetWords[targets];
}

export function givenWords(nodes: readonly string[] = []): string {
  return nodes.length === 0 ? 'no node' : nodes.join(', ');
}
