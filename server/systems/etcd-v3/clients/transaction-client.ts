/**
 * Transactions on lists or registers, each in a key of its own as JSON text: `clew/list/7`. One that only reads is one request.
 * One that writes reads first, and then writes in one transaction of etcd that asks that no key which was read has changed:
 *
 *     read  7, 8 in one transaction      → 7 at revision 12, 8 absent
 *     write 7 if 7 is of revision 12 and 8 is absent
 *
 * Why its answer is one: all were read at one revision, and where the write succeeds they are the same at the revision
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

/** What transactions work on. */
export interface Kind {
  readonly prefix: string;
  /** What writes; everything else reads. */
  readonly writes: string;
  /** Of a key to which nothing was written yet. */
  readonly empty: Json;
  isContent(value: Json): boolean;
  written(content: Json, value: Json): Json;
}

export const lists: Kind = {
  prefix: 'clew/list/',
  writes: 'append',
  empty: [],
  isContent: (value) => value !== null && isJsonArray(value),
  written: (content, value) => [...(content as readonly Json[]), value],
};

export const registers: Kind = {
  prefix: 'clew/txn-register/',
  writes: 'w',
  empty: null,
  isContent: (value) => value !== null,
  written: (_content, value) => value,
};

type Step = readonly [f: string, key: Json, value: Json];

/** As it was read; revision 0 where there is nothing yet. */
interface ReadContent {
  readonly content: Json;
  readonly modifiedIndex: number;
}

export class TransactionClient implements Client {
  readonly #http: NodeHttp;
  readonly #options: Plan['client'];
  readonly #kind: Kind;

  constructor(node: SystemNode, options: Plan['client'], kind: Kind) {
    this.#http = new NodeHttp(node.remote, clientPort);
    this.#options = options;
    this.#kind = kind;
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
    const { prefix, writes } = this.#kind;
    const keys = [...new Set(steps.map(([, key]) => `${prefix}${JSON.stringify(key)}`))];
    const isWrite = steps.some(([f]) => f === writes);
    const isSerializable = !isWrite && this.#options.readLevel === 'serializable';
    const read = successBody(await this.#http.request(readsRequest(keys, { isSerializable }), limit));
    // Nothing was asked for yet that changes anything.
    if (!read.ok) return { type: 'fail', error: classify(read.error).error };
    const answered = parsedReads(read.value, keys.length);
    const contents = answered && contentsOf(this.#kind, keys, answered.found);
    if (contents === undefined)
      return { type: 'fail', error: { error: 'unknown', message: `nothing of this test: ${read.value}` } };
    const { answer, written } = applied(this.#kind, steps, contents);
    if (written.size === 0) return { type: 'ok', value: answer, revision: { index: answered?.revision ?? 0 } };
    const guards = [...contents].map(([key, { modifiedIndex }]) => ({ key, modifiedIndex }));
    const puts = [...written].map(([key, content]) => ({ key, value: JSON.stringify(content) }));
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
    throw new AssertionError(`the client of transactions knows no ${f} of ${JSON.stringify(value)}`);
  return value as readonly Step[];
}

/** By key; undefined where one holds something else. */
function contentsOf(
  { empty, isContent }: Kind,
  keys: readonly string[],
  found: readonly (Found | undefined)[],
): ReadonlyMap<string, ReadContent> | undefined {
  const contents = new Map<string, ReadContent>();
  for (const [i, key] of keys.entries()) {
    const kept = found[i];
    const content = kept === undefined ? empty : parsedJson(kept.value);
    if (content === undefined || (kept !== undefined && !isContent(content))) return undefined;
    contents.set(key, { content, modifiedIndex: kept?.modifiedIndex ?? 0 });
  }
  return contents;
}

/** What the steps answer one after another, and what they leave behind where they write. */
function applied(kind: Kind, steps: readonly Step[], contents: ReadonlyMap<string, ReadContent>) {
  const written = new Map<string, Json>();
  const answer = steps.map((step): Json => {
    const [f, key, value] = step;
    const name = `${kind.prefix}${JSON.stringify(key)}`;
    const content = written.get(name) ?? contents.get(name)?.content ?? kind.empty;
    if (f !== kind.writes) return [f, key, content];
    written.set(name, kind.written(content, value));
    return step;
  });
  return { answer, written };
}
