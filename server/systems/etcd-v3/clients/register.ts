/** One register, in the key `clew`, or one for each key of the workload: `clew/7`. An absent key reads as null. */
import { AssertionError } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import { casArguments } from '../../kit/cas-arguments';
import type { Completion } from '../../kit/client';
import { parsedJson } from '../../kit/http/json-body';
import {
  casRequest,
  parsedCas,
  parsedRange,
  parsedRevision,
  putRequest,
  type ReadOptions,
  rangeRequest,
  writtenAt,
} from '../api';
import { type Exchange, written } from './exchange-client';

const registerKey = 'clew';

export function registerExchange(op: Op, options: ReadOptions): Exchange {
  const key = op.key === undefined ? registerKey : `${registerKey}/${JSON.stringify(op.key)}`;
  switch (op.f) {
    case 'read':
      return { request: rangeRequest(key, options), complete: found };
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

function found(answer: string): Completion | undefined {
  const range = parsedRange(answer);
  if (range === undefined) return undefined;
  const index = parsedRevision(answer);
  const [first] = range;
  const value = first === undefined ? null : parsedJson(first.value);
  if (value === undefined) return undefined;
  const revision = {
    ...(index === undefined ? {} : { index }),
    ...(first === undefined ? {} : { modifiedIndex: first.modifiedIndex }),
  };
  return { type: 'ok', value, revision };
}

function compared(op: Op, answer: string): Completion | undefined {
  const outcome = parsedCas(answer);
  if (outcome === undefined) return undefined;
  const revision = parsedRevision(answer);
  if (outcome.isDone) return { type: 'ok', value: op.value, revision: writtenAt(revision) };
  const value = outcome.found === undefined ? null : (parsedJson(outcome.found) ?? outcome.found);
  return {
    type: 'fail',
    error: { error: 'compare-failed', found: value },
    ...(revision === undefined ? {} : { revision: { index: revision } }),
  };
}
