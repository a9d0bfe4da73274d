/**
 * The client of the test for the workloads on keys, bound to one node. A value is kept as JSON text; a key that is not
 * there is null.
 *
 *     register     the key `clew`
 *     registers    a key for each, `clew/7`
 *     set          a key for each element, `clew/element/12`; a read is all of them at one revision
 */
import { AssertionError } from '@/lib/base/assert';
import { err, ok, type Result } from '@/lib/base/result';
import type { Op } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { clientPort } from '../etcd/member';
import { casArguments } from '../kit/cas-arguments';
import type { Client, Completion } from '../kit/client';
import { completionType } from '../kit/error-table';
import { deadline } from '../kit/http/deadline';
import { parsedJson } from '../kit/http/json-body';
import { NodeHttp, type Request } from '../kit/http/node-http';
import type { Trouble } from '../kit/http/trouble';
import type { SystemNode } from '../kit/system';
import {
  casRequest,
  parsedCas,
  parsedRange,
  parsedRevision,
  prefixRequest,
  putRequest,
  rangeRequest,
  writtenAt,
} from './api';
import { classify } from './errors';

const registerKey = 'clew';
const elementPrefix = 'clew/element/';

/** What is sent for an operation, and what its answer means; undefined where the text is no such answer. */
interface Exchange {
  readonly request: Request;
  readonly complete: (answer: string) => Completion | undefined;
}

export class EtcdV3Client implements Client {
  readonly #http: NodeHttp;
  readonly #plan: Plan;

  constructor(node: SystemNode, plan: Plan) {
    this.#http = new NodeHttp(node.remote, clientPort);
    this.#plan = plan;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const { request, complete } = exchangeOf(op, this.#plan);
    const limit = deadline(this.#plan.client.timeoutMs, signal);
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
export function successBody(result: Awaited<ReturnType<NodeHttp['request']>>): Result<string, Trouble> {
  if (!result.ok) return result;
  const { status, body } = result.value;
  return status === 200 ? ok(body) : err({ kind: 'answer', status, body });
}

/** A status of success around something else is no success. */
function completed(answer: string, complete: Exchange['complete']): Result<Completion, Trouble> {
  const completion = complete(answer);
  return completion ? ok(completion) : err({ kind: 'unknown', message: `not an answer of the v3 API: ${answer}` });
}

function exchangeOf(op: Op, { workload, client }: Plan): Exchange {
  const options = { isSerializable: client.readLevel === 'serializable' };
  if (workload.name === 'set') return setExchange(op, options.isSerializable);
  const key = op.key === undefined ? registerKey : `${registerKey}/${JSON.stringify(op.key)}`;
  switch (op.f) {
    case 'read':
      return {
        request: rangeRequest(key, options),
        complete(answer) {
          const found = parsedRange(answer);
          if (found === undefined) return undefined;
          const index = parsedRevision(answer);
          const [first] = found;
          const value = first === undefined ? null : parsedJson(first.value);
          if (value === undefined) return undefined;
          const revision = {
            ...(index === undefined ? {} : { index }),
            ...(first === undefined ? {} : { modifiedIndex: first.modifiedIndex }),
          };
          return { type: 'ok', value, revision };
        },
      };
    case 'write':
      return { request: putRequest(key, JSON.stringify(op.value)), complete: (answer) => written(op, answer) };
    case 'cas': {
      const [expected, next] = casArguments(op.value);
      const expectedText = expected === null ? undefined : JSON.stringify(expected);
      return {
        request: casRequest(key, expectedText, JSON.stringify(next)),
        complete: (answer) => compared(op, answer),
      };
    }
    default:
      throw new AssertionError(`the client of registers knows no ${op.f}`);
  }
}

function setExchange(op: Op, isSerializable: boolean): Exchange {
  switch (op.f) {
    case 'add':
      return {
        request: putRequest(`${elementPrefix}${JSON.stringify(op.value)}`, ''),
        complete: (answer) => written(op, answer),
      };
    case 'read':
      return {
        request: prefixRequest(elementPrefix, { isSerializable }),
        complete(answer) {
          const elements = parsedRange(answer)?.map(({ key }) => parsedJson(key.slice(elementPrefix.length)));
          if (elements === undefined || !elements.every((element) => element !== undefined)) return undefined;
          const index = parsedRevision(answer);
          return { type: 'ok', value: elements, ...(index === undefined ? {} : { revision: { index } }) };
        },
      };
    default:
      throw new AssertionError(`the client of a set knows no ${op.f}`);
  }
}

function written(op: Op, answer: string): Completion | undefined {
  const revision = parsedRevision(answer);
  return revision === undefined ? undefined : { type: 'ok', value: op.value, revision: writtenAt(revision) };
}

function compared(op: Op, answer: string): Completion | undefined {
  const outcome = parsedCas(answer);
  if (outcome === undefined) return undefined;
  const revision = parsedRevision(answer);
  if (outcome.isDone) return { type: 'ok', value: op.value, revision: writtenAt(revision) };
  const found = outcome.found === undefined ? null : (parsedJson(outcome.found) ?? outcome.found);
  return {
    type: 'fail',
    error: { error: 'compare-failed', found },
    ...(revision === undefined ? {} : { revision: { index: revision } }),
  };
}
