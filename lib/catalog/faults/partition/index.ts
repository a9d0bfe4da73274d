import * as z from 'zod/mini';
import { describeFault } from '../fault';
import { networkCut } from '../network-cut';
import { givenNodes, givenWords } from '../targets';
import { type DirectionName, directionNames, type ShapeName, shapeNames } from './shapes';

const shapeChoices: readonly { readonly name: ShapeName; readonly title: string; readonly summary: string }[] = [
  { name: 'one', title: 'One node', summary: 'A random node is alone.' },
  { name: 'minority', title: 'A minority', summary: 'As many random nodes as leave a majority together.' },
  {
    name: 'leader',
    title: 'The leader alone',
    summary: 'The node that says it leads; a random one where none is known.',
  },
  { name: 'given', title: 'Given nodes', summary: 'Those that are named here, each time.' },
  {
    name: 'primaries',
    title: 'Leaders apart',
    summary: 'Each node that says it leads, with some of the others; with one leader, halves with it in the smaller.',
  },
  { name: 'bridge', title: 'A bridge', summary: 'Two halves that reach each other only through one random node.' },
];

const directionChoices: readonly { readonly name: DirectionName; readonly title: string; readonly summary: string }[] =
  [
    { name: 'both', title: 'Both ways', summary: 'Neither side hears the other.' },
    {
      name: 'inbound',
      title: 'Inbound',
      summary: 'Who is cut off does not hear the others; its own packets still arrive.',
    },
    {
      name: 'outbound',
      title: 'Outbound',
      summary: 'The others do not hear who is cut off; their packets still arrive there.',
    },
  ];

export const partition = describeFault({
  ...networkCut,
  name: 'partition',
  title: 'Partition',
  summary: 'Cuts off the nodes that the shape names, both ways or one way, then heals, again and again.',
  options: z.strictObject({
    shape: z
      ._default(z.enum(shapeNames), 'one')
      .check(z.meta({ title: 'Cut off', control: 'choice', choices: shapeChoices })),
    nodes: givenNodes,
    direction: z
      ._default(z.enum(directionNames), 'both')
      .check(z.meta({ title: 'Direction', control: 'choice', choices: directionChoices })),
  }),
  done: ({ shape, nodes, direction }) => `${shapeWords(shape, nodes)}${directionWords[direction]}`,
});

function shapeWords(shape: ShapeName, nodes: readonly string[] | undefined): string {
  switch (shape) {
    case 'one':
      return 'one node cut off';
    case 'minority':
      return 'a minority cut off';
    case 'leader':
      return 'the leader alone cut off';
    case 'given':
      return `${givenWords(nodes)} cut off`;
    case 'primaries':
      return 'leaders cut off from each other';
    case 'bridge':
      return 'two halves with a bridge between them';
  }
}

const directionWords: Readonly<Record<DirectionName, string>> = {
  both: '',
  inbound: ', inbound only,',
  outbound: ', outbound only,',
};
