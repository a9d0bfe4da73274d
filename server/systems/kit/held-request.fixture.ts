/**
 * For lab tests: a node whose request of a certain number is not sent before something has happened, as when the node
 * stands still between two requests of one operation.
 *
 *     request 0 ── answer ── request 1 held ─ meanwhile(): paused, the others go on, resumed ─ sent ── answer
 */
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connectOnly } from './http/scripted-node';
import type { SystemNode } from './system';

export interface HeldRequest {
  /** Counted from 0, over all connections to the node. */
  readonly number: number;
  readonly meanwhile: () => Promise<void>;
}

/**
 * What is written at once is one request.
 * @param reach a connection to a port of the node; without it the node is in a lab on this machine
 */
export function withHeldRequest(
  { name, remote }: SystemNode,
  { number, meanwhile }: HeldRequest,
  reach: (port: number) => Promise<Duplex> = async (port) => connect(port, remote.address).setNoDelay(true),
): SystemNode {
  let requests = 0;
  const isHeld = () => requests++ === number;
  const open = async (_host: string, port: number) => {
    const socket = await reach(port);
    const write = socket._write.bind(socket);
    const writev = socket._writev?.bind(socket);
    socket._write = (chunk, encoding, callback) => {
      const send = () => write(chunk, encoding, callback);
      if (isHeld()) meanwhile().then(send, callback);
      else send();
    };
    socket._writev = (chunks, callback) => {
      const send = () => writev?.(chunks, callback);
      if (isHeld()) meanwhile().then(send, callback);
      else send();
    };
    return socket;
  };
  const refuse = () => Promise.reject(new Error('a connection needs a port'));
  return { name, remote: { ...connectOnly(name, refuse, remote.address), connect: open } };
}
