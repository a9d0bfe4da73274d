/**
 * The client of the test: reads, writes and compare-and-sets one key of Consul's store, bound to one node.
 *
 * Writes are transactions of one operation. They take the same path as a `PUT` of the key, with or without `?cas=`, but
 * return the key's new `ModifyIndex`, where `PUT` returns only true or false. So the history knows the log index of a
 * write, and a session can recognise a read that is older than its own writes.
 *
 * A read and a write are one request each, which a follower hands on to its leader, so their answers are Consul's own. A
 * cas is two (`#compareAndSet`).
 */
import { AssertionError } from '@/lib/base/assert';
import { isJsonEqual } from '@/lib/base/json';
import { err, ok, type Result } from '@/lib/base/result';
import type { ReadLevelName } from '@/lib/catalog/systems/registry';
import type { Op, Revision } from '@/lib/history/op';
import { casArguments } from '../kit/cas-arguments';
import type { Client, Completion } from '../kit/client';
import { completionType } from '../kit/error-table';
import { type Deadline, deadline } from '../kit/http/deadline';
import { type Answer, NodeHttp, type Request } from '../kit/http/node-http';
import type { RequestError } from '../kit/http/request-error';
import type { SystemNode } from '../kit/system';
import { httpPort } from './agent';
import { classify } from './errors';
import { parsedRegister, parsedSetIndex, type Register, registerPath, setRequest } from './kv';

interface ConsulClientOptions {
  readonly readLevel: ReadLevelName;
  readonly timeoutMs: number;
}

interface Found extends Register {
  readonly revision: Revision;
}

export class ConsulClient implements Client {
  readonly #node: SystemNode;
  readonly #options: ConsulClientOptions;
  readonly #http: NodeHttp;

  constructor(node: SystemNode, options: ConsulClientOptions) {
    this.#node = node;
    this.#options = options;
    this.#http = new NodeHttp(node.remote, httpPort);
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const limit = deadline(this.#options.timeoutMs, signal);
    try {
      return { ...(await this.#perform(op, limit)), node: this.#node.name };
    } finally {
      limit.release();
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  #perform(op: Op, limit: Deadline): Promise<Completion> {
    switch (op.f) {
      case 'read':
        return this.#read(limit);
      case 'write':
        return this.#write(op, setRequest(op.value), limit);
      case 'cas':
        return this.#compareAndSet(op, limit);
      default:
        throw new AssertionError(`the Consul client knows no ${op.f}`);
    }
  }

  async #read(limit: Deadline): Promise<Completion> {
    const found = await this.#find(limit);
    if (!found.ok) return notBegun(found.error);
    return { type: 'ok', value: found.value.value, revision: found.value.revision };
  }

  /**
   * Consul compares indexes, so the value is read first, at the read level of the plan, and then replaced if it still
   * has the index that was read. A stale answer is harmless. If it shows another value, nothing is sent, so the cas did
   * not happen, which is all that `fail` claims; the register may have had the expected value meanwhile. If it shows
   * the expected value, its index is stale, and the store refuses the write; so whatever happens between the two, the
   * value is compared and replaced at one moment, that of the second. An error before it is sent is a `fail`, too.
   */
  async #compareAndSet(op: Op, limit: Deadline): Promise<Completion> {
    const [expected, next] = casArguments(op.value);
    const found = await this.#find(limit);
    if (!found.ok) return notBegun(found.error);
    const { value, modifyIndex } = found.value;
    if (!isJsonEqual(value, expected)) {
      return { type: 'fail', error: { error: 'compare-failed', found: value, index: modifyIndex } };
    }
    return this.#write(op, setRequest(next, modifyIndex), limit);
  }

  async #write(op: Op, request: Request, limit: Deadline): Promise<Completion> {
    const result = await this.#ask(request, limit);
    const modifiedIndex = result.ok ? parsedSetIndex(result.value.body) : undefined;
    if (modifiedIndex !== undefined) return { type: 'ok', value: op.value, revision: { modifiedIndex } };
    const requestError = result.ok ? notUnderstood(result.value) : result.error;
    const verdict = classify(requestError);
    return { type: completionType(verdict), error: verdict.error };
  }

  async #find(limit: Deadline): Promise<Result<Found, RequestError>> {
    const result = await this.#ask(
      { method: 'GET', path: registerPath, ...levelQuery(this.#options.readLevel) },
      limit,
    );
    if (!result.ok) return result;
    const register = parsedRegister(result.value.body);
    if (register === undefined) return err(notUnderstood(result.value));
    const index = Number(result.value.header('x-consul-index') ?? Number.NaN);
    const modifiedIndex = register.modifyIndex;
    return ok({ ...register, revision: { modifiedIndex, ...(Number.isSafeInteger(index) && { index }) } });
  }

  async #ask(request: Request, limit: Deadline): Promise<Result<Answer, RequestError>> {
    const result = await this.#http.request(request, limit);
    if (!result.ok || result.value.status === 200) return result;
    const { status, body } = result.value;
    return err({ kind: 'answer', status, body });
  }
}

/** For Consul these are switches: present or absent. */
function levelQuery(level: ReadLevelName): Pick<Request, 'query'> {
  switch (level) {
    case 'default':
      return {};
    case 'stale':
    case 'consistent':
      return { query: { [level]: '' } };
    default:
      throw new AssertionError(`Consul has no read level ${level}`);
  }
}

/** The completion of an operation that sent no write. */
function notBegun(requestError: RequestError): Completion {
  return { type: 'fail', error: classify(requestError).error };
}

/** A success status without the expected content is not a success. */
function notUnderstood({ body }: Answer): RequestError {
  return { kind: 'unknown', message: `not an answer about a JSON value: ${body}` };
}
