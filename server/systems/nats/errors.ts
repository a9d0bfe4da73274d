/**
 * Which errors of JetStream mean that a message is certainly not in the stream. An error that a server answers with may come
 * after it proposed the message to the others, so that only what is refused before counts; an error without a row is
 * indefinite.
 */
import type { Json } from '@/lib/base/json';
import { classifyBy, type ErrorRow, type ErrorVerdict, is, shownMessage } from '../kit/error-table';
import type { RequestError } from './request-error';

type NatsErrorRow = ErrorRow<RequestError>;

/** Codes of JetStream (`server/errors.json`). */
const streamNotFound = 10059;
const messageTooLarge = 10054;

/** The first matching row decides. */
export const errorTable: readonly NatsErrorRow[] = [
  // The client's server gave the message to nobody.
  { name: 'no-responders', isDefinite: true, matches: is('no-responders') },
  { name: 'unauthorized', isDefinite: true, matches: is('unauthorized') },
  { name: 'connection-refused', isDefinite: true, matches: is('connection-refused') },
  { name: 'not-connected', isDefinite: true, matches: is('not-connected') },
  { name: 'stream-not-found', isDefinite: true, matches: refused(streamNotFound) },
  { name: 'too-large', isDefinite: true, matches: refused(messageTooLarge) },

  { name: 'timed-out', isDefinite: false, matches: is('timed-out') },
  { name: 'connection-lost', isDefinite: false, matches: is('connection-lost') },
  { name: 'stopped', isDefinite: false, matches: is('stopped') },
  { name: 'unavailable', isDefinite: false, matches: (error) => error.kind === 'refused' && error.code === 503 },
];

export function classify(error: RequestError): ErrorVerdict {
  return classifyBy(errorTable, error, errorOf);
}

function errorOf(error: RequestError, name: string): Json {
  if (error.kind === 'unknown') return { error: name, message: shownMessage(error.message) };
  if (error.kind !== 'refused') return name;
  const { code, errorCode, message } = error;
  return { error: name, code, errorCode, message: shownMessage(message) };
}

function refused(errorCode: number): NatsErrorRow['matches'] {
  return (error) => error.kind === 'refused' && error.errorCode === errorCode;
}
