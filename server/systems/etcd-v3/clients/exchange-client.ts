/**
 * A client whose every operation is one request, bound to one node, so that its answer is etcd's own: even a cas is one
 * transaction, and a list one range at one revision. Values are stored as JSON text.
 */
import { err, ok, type Result } from '@/lib/base/result';
import type { Op } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { clientPort } from '../../etcd/member';
import type { Client, Completion } from '../../kit/client';
import { completionType } from '../../kit/error-table';
import { deadline } from '../../kit/http/deadline';
import { NodeHttp, type Request } from '../../kit/http/node-http';
import type { RequestError } from '../../kit/http/request-error';
import type { SystemNode } from '../../kit/system';
import { parsedRevision, type ReadOptions, writtenAt } from '../api';
import { classify } from '../errors';

/** The request for an operation, and what its answer means; undefined where the text is not an answer to it. */
export interface Exchange {
  readonly request: Request;
  readonly complete: (answer: string) => Completion | undefined;
}

export class ExchangeClient implements Client {
  readonly #http: NodeHttp;
  readonly #options: Plan['client'];
  readonly #exchangeOf: (op: Op, options: ReadOptions) => Exchange;

  constructor(node: SystemNode, options: Plan['client'], exchangeOf: (op: Op, options: ReadOptions) => Exchange) {
    this.#http = new NodeHttp(node.remote, clientPort);
    this.#options = options;
    this.#exchangeOf = exchangeOf;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const { readLevel, timeoutMs } = this.#options;
    const { request, complete } = this.#exchangeOf(op, { isSerializable: readLevel === 'serializable' });
    const limit = deadline(timeoutMs, signal);
    try {
      const answer = successBody(await this.#http.request(request, limit));
      const completion = answer.ok ? completed(answer.value, complete) : answer;
      if (completion.ok) return completion.value;
      const verdict = classify(completion.error);
      return { type: completionType(verdict), error: verdict.error };
    } finally {
      limit.release();
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}

/** The body of an answer with success. */
export function successBody(result: Awaited<ReturnType<NodeHttp['request']>>): Result<string, RequestError> {
  if (!result.ok) return result;
  const { status, body } = result.value;
  return status === 200 ? ok(body) : err({ kind: 'answer', status, body });
}

/** The completion of a put. */
export function written(op: Op, answer: string): Completion | undefined {
  const revision = parsedRevision(answer);
  return revision === undefined ? undefined : { type: 'ok', value: op.value, revision: writtenAt(revision) };
}

/** A status of success with an unintelligible body is not a success. */
function completed(answer: string, complete: Exchange['complete']): Result<Completion, RequestError> {
  const completion = complete(answer);
  return completion ? ok(completion) : err({ kind: 'unknown', message: `not an answer of the v3 API: ${answer}` });
}
