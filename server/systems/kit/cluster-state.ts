/** What the nodes of one cluster have in common while its run lasts, by the list of nodes that every call of a run shares. */
import type { SystemContext, SystemNode } from './system';

export function clusterState<State>(create: () => State): (context: SystemContext) => State {
  const states = new WeakMap<readonly SystemNode[], State>();
  return ({ nodes }) => {
    const known = states.get(nodes);
    if (known !== undefined) return known;
    const state = create();
    states.set(nodes, state);
    return state;
  };
}
