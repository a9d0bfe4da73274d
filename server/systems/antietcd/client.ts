/**
 * The client of the test: reads, writes and compare-and-sets one key, bound to one node, which forwards to its leader
 * where needed. Every operation is one request, so its answer is AntiEtcd's own. Values are kept as JSON text, so that
 * null and 0 differ.
 */
import { AssertionError } from '@/lib/base/assert';
import { err, ok, type Result } from '@/lib/base/result';
import type { Op } from '@/lib/history/op';
import { casArguments } from '../kit/cas-arguments';
import type { Client, Completion } from '../kit/client';
import { completionType } from '../kit/error-table';
import { deadline } from '../kit/http/deadline';
import { NodeHttp, type Request } from '../kit/http/node-http';
import type { SystemNode } from '../kit/system';
import { casRegister, getRegister, parsedRegister, parsedRevision, parsedSuccess, putRegister } from './api';
import { type AntiEtcdRequestError, classify } from './errors';

interface AntiEtcdClientOptions {
  readonly port: number;
  readonly timeoutMs: number;
}

export class AntiEtcdClient implements Client {
  readonly #node: string;
  readonly #http: NodeHttp;
  readonly #timeoutMs: number;

  constructor(node: SystemNode, { port, timeoutMs }: AntiEtcdClientOptions) {
    this.#node = node.name;
    this.#http = new NodeHttp(node.remote, port);
    this.#timeoutMs = timeoutMs;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const limit = deadline(this.#timeoutMs, signal);
    try {
      const answer = await this.#http.request(requestOf(op), limit);
      const completed = answer.ok ? completionOf(op, answer.value.status, answer.value.body) : answer;
      if (completed.ok) return { ...completed.value, node: this.#node };
      const verdict = classify(completed.error);
      return { type: completionType(verdict), error: verdict.error, node: this.#node };
    } finally {
      limit.release();
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}

function requestOf(op: Op): Request {
  switch (op.f) {
    case 'read':
      return getRegister;
    case 'write':
      return putRegister(op.value);
    case 'cas':
      return casRegister(...casArguments(op.value));
    default:
      throw new AssertionError(`the AntiEtcd client knows no ${op.f}`);
  }
}

/** A success status without the expected content is not a success. */
function completionOf(op: Op, status: number, body: string): Result<Completion, AntiEtcdRequestError> {
  if (status !== 200) return err({ kind: 'answer', status, body });
  if (op.f === 'read') {
    const register = parsedRegister(body);
    if (register === undefined) return strange(body);
    const { value, modifiedIndex, index } = register;
    return ok({ type: 'ok', value, revision: { modifiedIndex, index } });
  }
  const revision = parsedRevision(body);
  const succeeded = op.f === 'write' ? true : parsedSuccess(body);
  if (revision === undefined || succeeded === undefined) return strange(body);
  if (!succeeded) return err({ kind: 'compare-failed' });
  // The leader's own, right after the write, and of its only key.
  return ok({ type: 'ok', value: op.value, revision: { modifiedIndex: revision, index: revision } });
}

function strange(body: string): Result<never, AntiEtcdRequestError> {
  return err({ kind: 'unknown', message: `not an answer of AntiEtcd: ${body}` });
}
