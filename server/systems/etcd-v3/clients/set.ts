/** A set with one key per element, `clew/element/12`, so that adds never conflict; a read lists them at one revision. */
import { AssertionError } from '@/lib/base/assert';
import type { Op } from '@/lib/history/op';
import type { Completion } from '../../kit/client';
import { parsedJson } from '../../kit/http/json-body';
import { parsedRange, parsedRevision, prefixRequest, putRequest, type ReadOptions } from '../api';
import { type Exchange, written } from './exchange-client';

const elementPrefix = 'clew/element/';

export function setExchange(op: Op, options: ReadOptions): Exchange {
  switch (op.f) {
    case 'add':
      return {
        request: putRequest(`${elementPrefix}${JSON.stringify(op.value)}`, ''),
        complete: (answer) => written(op, answer),
      };
    case 'read':
      return { request: prefixRequest(elementPrefix, options), complete: listed };
    default:
      throw new AssertionError(`the client of a set knows no ${op.f}`);
  }
}

function listed(answer: string): Completion | undefined {
  const elements = parsedRange(answer)?.map(({ key }) => parsedJson(key.slice(elementPrefix.length)));
  if (elements === undefined || !elements.every((element) => element !== undefined)) return undefined;
  const index = parsedRevision(answer);
  return { type: 'ok', value: elements, ...(index === undefined ? {} : { revision: { index } }) };
}
