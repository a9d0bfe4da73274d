/**
 * What went wrong between the clients and the system, by class. An error that the client names (`timed-out`) was
 * foreseen, and somebody decided what it means; an exception, or a sentence instead of a name, was not. Never invalid:
 * an operation that nobody foresaw is `info`, so the other checkers have it right already.
 */
import { present } from '../../base/assert';
import { formatJson } from '../../base/edn';
import { isJsonArray, type Json } from '../../base/json';
import { clipped, counted, listed } from '../../base/words';
import { fieldsOf } from '../../history/fields';
import { isClientOp, type Op, type OpSequence } from '../../history/op';
import { type Account, tableOfAny, texts } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { type Sample, sample } from '../core/sample';

export interface UnhandledErrorsDetails {
  /** Those nobody foresaw first, then by how often. */
  readonly classes: Sample<ErrorClass>;
  readonly unhandled: number;
}

export interface ErrorClass {
  readonly name: string;
  readonly isHandled: boolean;
  readonly fail: number;
  readonly info: number;
  readonly example: ErrorExample;
}

/** The first of its class. */
export interface ErrorExample {
  /** History index of the completion. */
  readonly index: number;
  readonly time: number;
  readonly process: number;
  readonly f: string;
  readonly node?: string;
  readonly error: string;
}

export const unhandledErrors: Checker<UnhandledErrorsDetails> = {
  check(history, _context, budget) {
    const classes = classesOf(history, budget);
    const unhandled = classes.filter(({ isHandled }) => !isHandled);
    const count = unhandled.reduce((sum, { fail, info }) => sum + fail + info, 0);
    return {
      valid: true,
      sentence:
        count > 0
          ? `${counted(count, 'operation')} met an error that the client does not know: ${namesOf(unhandled)}.`
          : classes.length > 0
            ? `Every error is one the client knows: ${namesOf(classes)}.`
            : 'No operation met an error.',
      isNoteworthy: count > 0,
      anomalies: [],
      details: { classes: sample(classes), unhandled: count },
    };
  },
  account: errorAccount,
};

interface Named {
  readonly name: string;
  readonly isHandled: boolean;
}

function classesOf(history: OpSequence, budget: Budget): readonly ErrorClass[] {
  const classes = new Map<string, Named & { fail: number; info: number; readonly example: ErrorExample }>();
  const fields = fieldsOf(history);
  for (const place of budget.places(history)) {
    const type = fields.typeAt(place);
    if (type === 'invoke' || type === 'ok') continue;
    const op = present(history.at(place), 'an op');
    if (!isClientOp(op)) continue;
    const named = classOf(op);
    if (!named) continue;
    const key = `${named.isHandled} ${named.name}`;
    const found = classes.get(key) ?? { ...named, fail: 0, info: 0, example: exampleOf(op) };
    found[type]++;
    classes.set(key, found);
  }
  return [...classes.values()].sort((a, b) => {
    return Number(a.isHandled) - Number(b.isHandled) || b.fail + b.info - a.fail - a.info;
  });
}

function exampleOf(op: Op & { readonly process: number }): ErrorExample {
  const { index, time, process, f, node } = op;
  const exception = exceptionOf(op);
  const error =
    op.error === undefined ? (exception ?? '') : typeof op.error === 'string' ? op.error : formatJson(op.error);
  return { index, time, process, f: clipped(f), ...(node === undefined ? {} : { node }), error: clipped(error) };
}

/** Undefined where the op tells of no error. */
function classOf(op: Op): Named | undefined {
  const exception = exceptionOf(op);
  if (exception !== undefined) return { name: clipped(exception), isHandled: false };
  return op.error === undefined ? undefined : classOfError(op.error);
}

/** A name as a client's table of errors gives it, with or without the colon of a keyword. */
const errorName = /^:?[a-z][\w./?!-]*$/i;

/** `no client: connect ECONNREFUSED` and `no client: timeout` are one class. */
const beforeDetail = /^[^:\n]{1,60}/;

function classOfError(error: Json): Named {
  if (typeof error === 'string') {
    if (errorName.test(error)) return { name: clipped(error.replace(/^:/, '')), isHandled: true };
    return { name: beforeDetail.exec(error)?.[0].trim() ?? 'error', isHandled: false };
  }
  // Jepsen: [:unknown "what the server said"].
  if (error !== null && isJsonArray(error) && typeof error[0] === 'string') return classOfError(error[0]);
  if (error !== null && typeof error === 'object' && !isJsonArray(error)) return classOfObject(error);
  return { name: clipped(formatJson(error)), isHandled: false };
}

function classOfObject(error: { readonly [key: string]: Json }): Named {
  const { error: name, type, errorCode, message, status } = error;
  if (typeof name === 'string') return { name: clipped(name), isHandled: name !== 'unclassified' };
  if (typeof type === 'string') return classOfError(type);
  if (typeof errorCode === 'number') {
    return { name: clipped([errorCode, ...(typeof message === 'string' ? [message] : [])].join(' ')), isHandled: true };
  }
  if (typeof status === 'number') return { name: `status ${status}`, isHandled: true };
  return { name: clipped(formatJson(error)), isHandled: false };
}

/** Jepsen keeps what a client threw beside the error: `:exception {:via [{:type java.net.SocketException, …}], …}`. */
function exceptionOf({ extra }: Op): string | undefined {
  const exception = extra?.exception;
  if (exception === undefined || exception === null) return undefined;
  if (typeof exception === 'object' && !isJsonArray(exception)) {
    const via = exception.via;
    const first = via !== undefined && via !== null && isJsonArray(via) ? via[0] : undefined;
    if (first !== undefined && first !== null && typeof first === 'object' && !isJsonArray(first)) {
      if (typeof first.type === 'string') return first.type;
    }
  }
  return typeof exception === 'string' ? (beforeDetail.exec(exception)?.[0] ?? 'exception') : 'exception';
}

function errorAccount({ classes }: UnhandledErrorsDetails): Account {
  const rows = classes.shown.map(({ name, isHandled, fail, info, example }) => {
    const { index, f, node, error } = example;
    const where = node === undefined ? '' : ` on ${node}`;
    return [name, isHandled ? 'yes' : 'no', ...texts(fail, info), `op ${index}, ${f}${where}: ${error}`];
  });
  const columns = ['error', 'foreseen', 'fail', 'info', 'first'];
  return { facts: [], tables: tableOfAny('By class', columns, rows, classes) };
}

/** In one sentence; the rest is in the details. */
const maxNamed = 4;

function namesOf(classes: readonly ErrorClass[]): string {
  const named = classes.slice(0, maxNamed).map(({ name, fail, info }) => `${name} (${fail + info})`);
  const more = classes.length - named.length;
  return listed(more === 0 ? named : [...named, `${more} more`], 'and');
}
