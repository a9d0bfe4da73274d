/**
 * The client of the test, on the side of one node: it connects from that node, and takes for the master whom that node's
 * own Sentinel names, asked anew before each operation.
 *
 *     Sentinel of n1: who is master? ── n3 ── the operation, sent to n3 at once ── WAIT, where the plan asks for it
 *
 * Why its answer is one: what is asked of the Sentinel only decides who is asked next. The operation is carried out at one
 * moment of the server that it reaches, whoever is master by then, and what that server answers is the answer. WAIT after a
 * write changes nothing more; where too few replicas confirm in time, it is unknown whether the write will last.
 */
import { openly, worded } from '@/lib/base/wording';
import { oneOf } from '@/lib/catalog/systems/registry';
import type { Op } from '@/lib/history/op';
import { BrokenTestError, type Client, type Completion } from '../kit/client';
import { type Deadline, deadline } from '../kit/http/deadline';
import type { SystemContext, SystemNode } from '../kit/system';
import { type Command, type Place, RedisConnection, RedisError, type Reply } from './connection';
import { classify } from './errors';
import { masterName, sentinelPort, serverPort, settingsOf } from './member';
import type { Operation, OperationOf } from './operations';

/** Nothing that was only asked so far changed anything, whatever went wrong. */
interface Stage {
  mayHaveWritten: boolean;
  /** Whom the operation was sent to, or was to be. */
  node: string;
}

interface Connected {
  readonly place: Place;
  readonly connection: RedisConnection;
}

export class RedisClient implements Client {
  readonly #node: SystemNode;
  readonly #context: SystemContext;
  readonly #password: string;
  readonly #operationOf: OperationOf;
  #sentinel: Connected | undefined;
  #server: Connected | undefined;

  constructor(node: SystemNode, context: SystemContext, password: string, operationOf: OperationOf) {
    this.#node = node;
    this.#context = context;
    this.#password = password;
    this.#operationOf = operationOf;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const operation = this.#operationOf(op);
    const limit = deadline(this.#context.plan.client.timeoutMs, signal);
    const stage: Stage = { mayHaveWritten: false, node: this.#node.name };
    try {
      return await this.#perform(operation, limit, stage);
    } catch (error) {
      if (!(error instanceof RedisError)) throw error;
      const verdict = classify(error.requestError);
      if (verdict.name === 'no-password' || verdict.name === 'wrong-password')
        throw brokenBy(stage.node, error.message);
      const type = stage.mayHaveWritten && !verdict.isDefinite ? 'info' : 'fail';
      return { type, error: verdict.error, node: stage.node };
    } finally {
      limit.release();
    }
  }

  async close(): Promise<void> {
    this.#sentinel?.connection.close();
    this.#server?.connection.close();
  }

  async #perform(operation: Operation, limit: Deadline, stage: Stage): Promise<Completion> {
    const { remote } = this.#node;
    const readsOwn = oneOf(['master', 'replica'], this.#context.plan.client.readLevel) === 'replica';
    const place =
      readsOwn && !operation.writes ? { host: remote.address, port: serverPort } : await this.#askMaster(limit);
    stage.node = this.#nameOf(place.host);
    this.#server = await this.#connected(this.#server, place, this.#password, limit);
    const { connection } = this.#server;
    stage.mayHaveWritten = operation.writes;
    const answer = operation.answer(await carriedOut(connection, operation.commands, limit));
    if (answer === undefined) throw new RedisError({ kind: 'unknown', message: 'not an answer to the operation' });
    if ('error' in answer) throw new RedisError(answer.error);
    if (operation.writes) await this.#await(connection, limit);
    return { type: 'ok', value: answer.value, node: stage.node };
  }

  async #askMaster(limit: Deadline): Promise<Place> {
    const place = { host: this.#node.remote.address, port: sentinelPort };
    this.#sentinel = await this.#connected(this.#sentinel, place, undefined, limit);
    const question: Command = ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName];
    const reply = await this.#sentinel.connection.request(question, limit);
    if (reply === null || typeof reply !== 'object') throw new RedisError({ kind: 'no-master' });
    return { host: String(reply[0]), port: Number(reply[1]) };
  }

  /** The connection that is there, or a new one where it ended or leads elsewhere. */
  async #connected(
    known: Connected | undefined,
    place: Place,
    password: string | undefined,
    limit: Deadline,
  ): Promise<Connected> {
    if (known?.connection.isOpen && known.place.host === place.host && known.place.port === place.port) return known;
    known?.connection.close();
    return { place, connection: await RedisConnection.open(this.#node.remote, place, password, limit) };
  }

  /** An error of WAIT says nothing of the write before it, which was answered. */
  async #await(connection: RedisConnection, limit: Deadline): Promise<void> {
    const { waitReplicas } = settingsOf(this.#context);
    if (waitReplicas === 0) return;
    const { timeoutMs } = this.#context.plan.client;
    const reply = await connection
      .request(['WAIT', String(waitReplicas), String(timeoutMs)], limit)
      .catch((error: unknown): Reply => {
        if (error instanceof RedisError && error.requestError.kind === 'answer') return 0;
        throw error;
      });
    const confirmed = typeof reply === 'number' ? reply : 0;
    if (confirmed < waitReplicas) throw new RedisError({ kind: 'few-replicas', confirmed });
  }

  #nameOf(host: string): string {
    return this.#context.nodes.find(({ remote }) => remote.address === host)?.name ?? host;
  }
}

async function carriedOut(
  connection: RedisConnection,
  commands: Operation['commands'],
  limit: Deadline,
): Promise<readonly Reply[]> {
  const [first, ...others] = commands;
  return others.length === 0 ? [await connection.request(first, limit)] : connection.transaction(commands, limit);
}

/** The password is the run's own, so whoever refuses it is no server of this run. */
function brokenBy(node: string, said: string): BrokenTestError {
  return new BrokenTestError({
    message: worded`${openly(node)} refuses the password of this run: ${openly(said)}`,
    cure: `Another server answers at its port ${serverPort}, or its password was changed; end it, and start the run again.`,
    node,
  });
}
