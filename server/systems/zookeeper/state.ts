/**
 * A server's own state: its answer to the four-letter word `srvr` on its client port, given without asking other
 * servers.
 *
 *     Zxid: 0x200000003        epoch 2, the third transaction in it
 *     Mode: follower
 */

import type { NodeStatus } from '@/lib/protocol/node-status';
import type { Remote } from '../../nodes/remote';
import { clientPort, stateCommand } from './member';

const modes: Readonly<Record<string, NodeStatus['role']>> = { leader: 'leader', follower: 'follower' };

/** The answer of a server outside the quorum. */
const notServing = 'not currently serving requests';

const epochSize = 2 ** 32;

/** @returns undefined when the text is not the state of a server in an ensemble */
export function parsedState(text: string): NodeStatus | undefined {
  if (text.includes(notServing)) return { role: 'candidate' };
  const role = modes[/^Mode: (\w+)/m.exec(text)?.[1] ?? ''];
  const zxid = Number(/^Zxid: (0x[0-9a-f]+)/m.exec(text)?.[1] ?? Number.NaN);
  if (role === undefined || !Number.isSafeInteger(zxid)) return undefined;
  return { role, term: Math.floor(zxid / epochSize), index: zxid };
}

/** The whole answer; the server closes the connection after it. @throws when there is none before the signal */
export async function askState(remote: Remote, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const socket = await remote.connect(remote.address, clientPort);
  const abort = () => socket.destroy();
  signal.addEventListener('abort', abort);
  try {
    socket.write(stateCommand);
    let text = '';
    for await (const piece of socket) text += String(piece);
    signal.throwIfAborted();
    return text;
  } finally {
    signal.removeEventListener('abort', abort);
    socket.destroy();
  }
}
