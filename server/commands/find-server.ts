/**
 * Whether a server serves a data directory, and whether what listens at its address is that server. A server that was killed
 * leaves its file behind, and its port to whoever takes it; so nothing is sent there but a question that only the holder of
 * the key can answer, and only where the question itself arrived.
 */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import { pathOf, readAnswer } from '@/lib/protocol/api/endpoint';
import { isRunning } from '../base/process';
import { isSameSecret, proofOf } from '../web/auth/token';
import { readServerFile } from '../web/server-file';

/** A server that is alive says so at once; so many ticks are two seconds. */
const proofTicks = 20;
/** Counted, and not read from a clock: a process that was kept waiting itself has not waited for the other. */
const tickMs = 100;

/** An answer is a hundred letters. */
const maxAnswerLetters = 1_000;

const nonceBytes = 24;

export interface FoundServer {
  /** `http://127.0.0.1:3000` */
  readonly origin: string;
  readonly key: string;
}

export type Looked =
  | { readonly kind: 'found'; readonly server: FoundServer }
  /** `why`: where something is there that a person may take for one. */
  | { readonly kind: 'none'; readonly why?: string };

export async function lookForServer(dataDirectory: string): Promise<Looked> {
  const file = await readServerFile(dataDirectory);
  if (file === undefined) return { kind: 'none' };
  const name = join(dataDirectory, 'server.json');
  if (file === 'unreadable') {
    return {
      kind: 'none',
      why: `${name} is not what a server writes, and is taken for none; a crash may have left it`,
    };
  }
  const { pid, startTicks, url, key } = file;
  if (!(await isRunning(pid, startTicks))) return { kind: 'none' };
  const { origin } = new URL(url);
  try {
    if (await proves(origin, key)) return { kind: 'found', server: { origin, key } };
    return {
      kind: 'none',
      why: `what listens at ${origin} is not the server of ${dataDirectory}; it was told no secret`,
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      kind: 'none',
      why: `process ${pid} is said to serve ${dataDirectory} at ${origin}, where none answers: ${reason}`,
    };
  }
}

/** @throws where nothing answers within the limit */
async function proves(origin: string, key: string): Promise<boolean> {
  const controller = new AbortController();
  const nonce = randomBytes(nonceBytes).toString('base64url');
  let ticks = 0;
  const clock = setInterval(() => {
    ticks += 1;
    if (ticks === proofTicks) controller.abort();
  }, tickMs);
  try {
    return await askForProof(origin, key, nonce, controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? new Error(`nothing came within ${(proofTicks * tickMs) / 1000} s`) : error;
  } finally {
    clearInterval(clock);
    controller.abort();
  }
}

async function askForProof(origin: string, key: string, nonce: string, signal: AbortSignal): Promise<boolean> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(`${origin}${pathOf(endpoints.prove, { nonce })}`, { agent: false, signal }, resolve);
    asked.on('error', reject);
    asked.end();
  });
  // Where this connection ends is what the other side must have named.
  const { remoteAddress: address, remotePort: port } = response.socket;
  let text = '';
  for await (const part of response) {
    text += part;
    if (text.length > maxAnswerLetters) return false;
  }
  const answer = readAnswer(endpoints.prove, text);
  return answer.ok && isSameSecret(answer.value.proof, proofOf(key, nonce, { address, port }));
}
