/**
 * Transactions on lists, each list in a key of its own as JSON text: `clew/list/7`. One that only reads is one request. One
 * that appends reads first, and then writes in one transaction of etcd that asks that no key which was read has changed:
 *
 *     read  7, 8 in one transaction      → 7 at revision 12, 8 absent
 *     write 7 if 7 is of revision 12 and 8 is absent
 *
 * Why its answer is one: all lists were read at one revision, and where the write succeeds they are the same at the revision
 * of the write, whatever happened between the two requests. Where they are not, nothing was written.
 */
import { AssertionError } from '@/lib/base/assert';
import { isJsonArray, type Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { clientPort } from '../../etcd/member';
import type { Client, Completion } from '../../kit/client';
import { completionType } from '../../kit/error-table';
import { type Deadline, deadline } from '../../kit/http/deadline';
import { parsedJson } from '../../kit/http/json-body';
import { NodeHttp } from '../../kit/http/node-http';
import type { SystemNode } from '../../kit/system';
import { type Found, guardedWriteRequest, parsedGuarded, parsedReads, readsRequest, writtenAt } from '../api';
import { classify } from '../errors';
import { successBody } from './exchange-client';

const listPrefix = 'clew/list/';

type Step = readonly [f: string, key: Json, value: Json];

/** A list as it was read; revision 0 where there is none yet. */
interface ReadList {
  readonly elements: readonly Json[];
  readonly modifiedIndex: number;
}

export class ListClient implements Client {
  readonly #http: NodeHttp;
  readonly #options: Plan['client'];

  constructor(node: SystemNode, options: Plan['client']) {
    this.#http = new NodeHttp(node.remote, clientPort);
    this.#options = options;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const steps = stepsOf(op);
    const limit = deadline(this.#options.timeoutMs, signal);
    try {
      return await this.#transact(steps, limit);
    } finally {
      limit.release();
    }
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #transact(steps: readonly Step[], limit: Deadline): Promise<Completion> {
    const keys = [...new Set(steps.map(([, key]) => `${listPrefix}${JSON.stringify(key)}`))];
    const appends = steps.some(([f]) => f === 'append');
    const isSerializable = !appends && this.#options.readLevel === 'serializable';
    const read = successBody(await this.#http.request(readsRequest(keys, { isSerializable }), limit));
    // Nothing was asked for yet that changes anything.
    if (!read.ok) return { type: 'fail', error: classify(read.error).error };
    const answered = parsedReads(read.value, keys.length);
    const lists = answered && listsOf(keys, answered.found);
    if (lists === undefined) return { type: 'fail', error: { error: 'unknown', message: `no lists: ${read.value}` } };
    const { answer, written } = applied(steps, lists);
    if (written.size === 0) return { type: 'ok', value: answer, revision: { index: answered?.revision ?? 0 } };
    const guards = [...lists].map(([key, { modifiedIndex }]) => ({ key, modifiedIndex }));
    const puts = [...written].map(([key, elements]) => ({ key, value: JSON.stringify(elements) }));
    const result = successBody(await this.#http.request(guardedWriteRequest(guards, puts), limit));
    if (!result.ok) {
      const verdict = classify(result.error);
      return { type: completionType(verdict), error: verdict.error };
    }
    const outcome = parsedGuarded(result.value);
    if (outcome === undefined) return { type: 'info', error: { error: 'unknown', message: result.value } };
    if (!outcome.isDone) return { type: 'fail', error: 'compare-failed' };
    return { type: 'ok', value: answer, revision: writtenAt(outcome.revision) };
  }
}

function stepsOf({ f, value }: Op): readonly Step[] {
  if (f !== 'txn' || value === null || !isJsonArray(value))
    throw new AssertionError(`the client of lists knows no ${f} of ${JSON.stringify(value)}`);
  return value as readonly Step[];
}

/** By key; undefined where one holds no list. */
function listsOf(
  keys: readonly string[],
  found: readonly (Found | undefined)[],
): ReadonlyMap<string, ReadList> | undefined {
  const lists = new Map<string, ReadList>();
  for (const [i, key] of keys.entries()) {
    const kept = found[i];
    const elements = kept === undefined ? [] : parsedJson(kept.value);
    if (elements === undefined || elements === null || !isJsonArray(elements)) return undefined;
    lists.set(key, { elements, modifiedIndex: kept?.modifiedIndex ?? 0 });
  }
  return lists;
}

/** What the steps answer one after another, and the lists that they leave behind where they append. */
function applied(steps: readonly Step[], lists: ReadonlyMap<string, ReadList>) {
  const written = new Map<string, readonly Json[]>();
  const answer = steps.map((step): Json => {
    const [f, key, value] = step;
    const name = `${listPrefix}${JSON.stringify(key)}`;
    const elements = written.get(name) ?? lists.get(name)?.elements ?? [];
    if (f !== 'append') return [f, key, elements];
    written.set(name, [...elements, value]);
    return step;
  });
  return { answer, written };
}
