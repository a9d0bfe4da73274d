/**
 * Each operation as what is sent for it at once: one command, or several that Redis carries out at one moment between MULTI
 * and EXEC. So every answer is of one moment of one server; which server that is, is the client's affair. Values are
 * kept as JSON text; a key that is not there reads as null, or as an empty collection.
 */
import { AssertionError } from '@/lib/base/assert';
import { isJsonArray, type Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { casArguments } from '../kit/cas-arguments';
import { parsedJson } from '../kit/http/json-body';
import type { Command, Reply } from './connection';
import type { RequestError } from './request-error';

export interface Operation {
  /** One by itself; several as a transaction. */
  readonly commands: readonly [Command, ...Command[]];
  readonly writes: boolean;
  /** One a command. @returns what the operation completes with; undefined where the replies are no answer to it */
  answer(replies: readonly Reply[]): { readonly value: Json } | { readonly error: RequestError } | undefined;
}

export type OperationOf = (op: Op) => Operation;

const root = 'clew';

/** Sets the value where it is as expected, and tells the value where it is not. */
const casScript = `
local found = redis.call('GET', KEYS[1]) or 'null'
if found ~= ARGV[1] then return found end
redis.call('SET', KEYS[1], ARGV[2])
return 1`;

/** One register, or one for each key of the workload. */
export const registerOperation: OperationOf = (op) => {
  const key = op.key === undefined ? root : `${root}/${JSON.stringify(op.key)}`;
  const { f, value } = op;
  switch (f) {
    case 'read':
      return read(['GET', key], (reply) => (reply === null ? null : decoded(reply)));
    case 'write':
      return write(['SET', key, JSON.stringify(value)], (reply) => (reply === 'OK' ? { value } : undefined));
    case 'cas': {
      const [expected, next] = casArguments(value);
      return write(['EVAL', casScript, '1', key, JSON.stringify(expected), JSON.stringify(next)], (reply) => {
        if (reply === 1) return { value };
        const found = decoded(reply);
        return found === undefined ? undefined : { error: { kind: 'compare-failed', found } };
      });
    }
    default:
      return unknown('registers', op);
  }
};

export const setOperation: OperationOf = (op) => {
  switch (op.f) {
    case 'add':
      return write(['SADD', root, JSON.stringify(op.value)], (reply) =>
        typeof reply === 'number' ? { value: op.value } : undefined,
      );
    case 'read':
      return read(['SMEMBERS', root], decodedList);
    default:
      return unknown('a set', op);
  }
};

export const queueOperation: OperationOf = (op) => {
  switch (op.f) {
    case 'enqueue':
      return write(['RPUSH', root, JSON.stringify(op.value)], (reply) =>
        typeof reply === 'number' ? { value: op.value } : undefined,
      );
    case 'dequeue':
      return write(['LPOP', root], (reply) => (reply === null ? { error: { kind: 'empty' } } : valued(decoded(reply))));
    case 'drain':
      return {
        commands: [
          ['LRANGE', root, '0', '-1'],
          ['DEL', root],
        ],
        writes: true,
        answer: ([elements]) => valued(decodedList(elements)),
      };
    default:
      return unknown('a queue', op);
  }
};

type Step = readonly [f: string, key: Json, value: Json];

/** Transactions on lists, a list in a key of its own. */
export const listOperation: OperationOf = (op) => {
  if (op.f !== 'txn' || op.value === null || !isJsonArray(op.value)) return unknown('lists', op);
  const steps = op.value as readonly Step[];
  const [first, ...others] = steps.map(([f, key, value]): Command => {
    const list = `${root}/list/${JSON.stringify(key)}`;
    return f === 'append' ? ['RPUSH', list, JSON.stringify(value)] : ['LRANGE', list, '0', '-1'];
  });
  if (first === undefined) return unknown('lists', op);
  return {
    commands: [first, ...others],
    writes: steps.some(([f]) => f === 'append'),
    answer(replies) {
      const answered = steps.map((step, i): Json | undefined => {
        if (step[0] === 'append') return typeof replies[i] === 'number' ? step : undefined;
        const elements = decodedList(replies[i]);
        return elements && [step[0], step[1], elements];
      });
      return answered.every((step) => step !== undefined) ? { value: answered } : undefined;
    },
  };
};

function read(command: Command, decode: (reply: Reply) => Json | undefined): Operation {
  return { commands: [command], writes: false, answer: ([reply = null]) => valued(decode(reply)) };
}

function write(command: Command, answerTo: (reply: Reply) => ReturnType<Operation['answer']>): Operation {
  return { commands: [command], writes: true, answer: ([reply = null]) => answerTo(reply) };
}

function unknown(what: string, { f }: Op): never {
  throw new AssertionError(`the client of ${what} knows no ${f}`);
}

function valued(value: Json | undefined): { readonly value: Json } | undefined {
  return value === undefined ? undefined : { value };
}

function decoded(reply: Reply): Json | undefined {
  return typeof reply === 'string' ? parsedJson(reply) : undefined;
}

function decodedList(reply: Reply | undefined): readonly Json[] | undefined {
  if (reply === undefined || reply === null || typeof reply !== 'object') return undefined;
  const elements = reply.map(decoded);
  return elements.every((element) => element !== undefined) ? elements : undefined;
}
