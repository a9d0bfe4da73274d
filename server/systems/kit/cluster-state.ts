/** State shared by the nodes of one run, keyed by the node list, which all calls of a run share by identity. */
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
