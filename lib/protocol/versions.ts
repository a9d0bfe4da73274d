/** The versions of a system that its nodes reported, in words: one where they agree, each node's where they do not. */

/** Versions by node. */
export type NodeVersions = Readonly<Record<string, string>>;

/** `3.4.23`, or `3.4.23 on n1, n2; 3.5.16 on n3` */
export function describeVersions(byNode: NodeVersions): string {
  const groups = grouped(byNode);
  const [only] = groups;
  if (only === undefined) return 'unknown';
  if (groups.length === 1) return only.version;
  return groups.map(({ version, nodes }) => `${version} on ${nodes.join(', ')}`).join('; ');
}

/** `etcd 3.4.23 on every node`, or a line for each version. Empty where no node was asked. */
export function versionLines(title: string, byNode: NodeVersions): readonly string[] {
  const groups = grouped(byNode);
  if (groups.length === 1) return groups.map(({ version }) => `${title} ${version} on every node`);
  return groups.map(({ version, nodes }) => `${title} ${version} on ${nodes.join(', ')}`);
}

function grouped(byNode: NodeVersions): readonly { readonly version: string; readonly nodes: readonly string[] }[] {
  const nodesOf = new Map<string, string[]>();
  for (const [node, version] of Object.entries(byNode)) nodesOf.set(version, [...(nodesOf.get(version) ?? []), node]);
  return [...nodesOf].map(([version, nodes]) => ({ version, nodes }));
}
