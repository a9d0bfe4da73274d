/** From what was seen of a node to its rows, and from several nodes to what only shows beside each other. */
import { listed } from '../base/words';
import { connectionRows } from './connection-rows';
import type { Needs } from './needs';
import { nodeRows } from './node-rows';
import type { Observation } from './observation';
import type { CheckRow, NodeExamination } from './report';
import { brokenLinks, systemRows } from './system-rows';

export function examined(seen: Observation, needs: Needs): NodeExamination {
  const { node, user, host, port, facts } = seen;
  const network = facts.get('network');
  return {
    name: node,
    address: `${user}@${host.includes(':') ? `[${host}]` : host}:${port}`,
    rows: [...connectionRows(seen), ...nodeRows(seen), ...systemRows(seen, needs)],
    ...(network && { network }),
    unreached: [...new Set(brokenLinks(seen.links).map(({ to }) => to))],
  };
}

/** Two names of one machine show only beside each other, and so does that a node is not reached because it is down. */
export function besideEachOther(nodes: readonly NodeExamination[]): readonly NodeExamination[] {
  return nodes.map((node, place) => {
    const same = nodes.slice(0, place).find(({ network }) => network !== undefined && network === node.network);
    if (same) return withRow(node, oneMachine(same.name, node.name));
    const { unreached } = node;
    const isDown = (name: string) => nodes.some((other) => other.name === name && isUnreachable(other));
    return unreached.length > 0 && unreached.every(isDown) ? withRow(node, othersDown(unreached)) : node;
  });
}

function isUnreachable({ rows }: NodeExamination): boolean {
  return rows.some(({ check, state }) => check === 'reachable' && state === 'bad');
}

function withRow(node: NodeExamination, changed: CheckRow): NodeExamination {
  return { ...node, rows: node.rows.map((row) => (row.check === changed.check ? changed : row)) };
}

function oneMachine(first: string, second: string): CheckRow {
  return {
    check: 'reachable',
    state: 'bad',
    brief: `is ${first}`,
    detail: `${first} and ${second} are one machine and share its network`,
    cure: 'give each node of the cluster a machine, or at least a network, of its own',
  };
}

function othersDown(names: readonly string[]): CheckRow {
  const detail = `${listed(names, 'and')} cannot be reached, from here neither; all others were`;
  return { check: 'ports', state: 'skipped', brief: `${names.join(', ')} is down`, detail };
}
