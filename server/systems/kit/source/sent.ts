/** Files of the control machine on their way to a node. Nodes need no way out: everything comes over their SSH connection. */
import { randomUUID } from 'node:crypto';
import type { SystemNode } from '../system';
import { sha256Of } from './archive';

const commandTimeoutMs = 20_000;

/**
 * A node that already has the same bytes gets no upload: from an earlier run, or because it sees this machine's files,
 * as the nodes of a lab do.
 * @returns where on the node it is
 */
export async function sentProgram(node: SystemNode, local: string, path: string): Promise<string> {
  const hash = await sha256Of(local);
  const script = 'for file in "$1" "$2"; do [ -x "$file" ] && sha256sum -- "$file"; done';
  const { stdout } = await node.remote.exec(['sh', '-c', script, 'clew', path, local], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const same = stdout.split('\n').find((line) => line.startsWith(hash));
  if (same !== undefined) return same.slice(hash.length).trim();
  await put(node, local, path);
  return path;
}

/** Uploaded beside, then moved into place as root: the user of the connection may not write there. */
async function put(node: SystemNode, local: string, path: string): Promise<void> {
  const upload = `/tmp/clew-program-${randomUUID()}`;
  try {
    await node.remote.upload(local, upload, { mode: 0o755 });
    await node.remote.exec(['install', '-D', '-m', '755', upload, path], { asRoot: true, timeoutMs: commandTimeoutMs });
  } finally {
    await node.remote.exec(['rm', '-f', upload], { allowFailure: true, timeoutMs: commandTimeoutMs });
  }
}
