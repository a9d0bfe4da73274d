/** What an examination says of a cluster: for each node a row a check, in one order, and what to run where one fails. */
import * as z from 'zod/mini';

/** In the order in which they are shown: what a later one asks, an earlier one has made possible. */
export const checkNames = [
  'reachable',
  'host-key',
  'login',
  'os',
  'root',
  'tools',
  'iptables',
  'netem',
  'loop',
  'systemd',
  'clock',
  'disk',
  'system',
  'ports',
  'left',
] as const;
export type CheckName = (typeof checkNames)[number];

export const checkTitles: Readonly<Record<CheckName, string>> = {
  reachable: 'Reachable',
  'host-key': 'Host key',
  login: 'Login',
  os: 'System',
  root: 'Root',
  tools: 'Tools',
  iptables: 'iptables',
  netem: 'tc netem',
  loop: 'Loop devices',
  systemd: 'systemd',
  clock: 'Clock',
  disk: 'Free disk',
  system: 'Under test',
  ports: 'Ports',
  left: 'Left behind',
};

/** `bad`: a run cannot begin. `warn`: it can, and something it may want is missing. `skipped`: not looked at. */
export const checkStates = ['good', 'warn', 'bad', 'skipped'] as const;
export type CheckState = (typeof checkStates)[number];

const checkRow = z.readonly(
  z.object({
    check: z.enum(checkNames),
    state: z.enum(checkStates),
    /** A few words, for a cell of a table. */
    brief: z.string(),
    /** The whole of it. */
    detail: z.string(),
    /** What to do: a command where there is one. */
    cure: z.exactOptional(z.string()),
  }),
);

export const nodeExamination = z
  .readonly(
    z.object({
      name: z.string(),
      /** Where it was looked for: `root@10.0.0.1:22`. */
      address: z.string(),
      /** One a check, in the order of the checks. */
      rows: z.readonly(z.array(checkRow)),
      /** Of its kernel and network: two nodes that have it alike are one machine. */
      network: z.exactOptional(z.string()),
      /** The nodes that it could not reach. */
      unreached: z.readonly(z.array(z.string())),
    }),
  )
  .check(z.meta({ id: 'NodeExamination', description: 'What was found on one node, check by check.' }));

export type CheckRow = z.output<typeof checkRow>;
export type NodeExamination = z.output<typeof nodeExamination>;

export interface Trouble {
  readonly node: string;
  readonly row: CheckRow;
}

/** The rows that want something done, those first that keep a run from beginning. */
export function troublesOf(nodes: readonly NodeExamination[]): readonly Trouble[] {
  const all = nodes.flatMap(({ name, rows }) => rows.map((row) => ({ node: name, row })));
  return [...all.filter(({ row }) => row.state === 'bad'), ...all.filter(({ row }) => row.state === 'warn')];
}

export function isUsable(nodes: readonly NodeExamination[]): boolean {
  return nodes.every(({ rows }) => rows.every(({ state }) => state !== 'bad'));
}
