/**
 * The fields that ops of other programs have beside those of `op.ts`. Most tell more about an op; one that tells what it did,
 * as a table or a partition does, would be lost without a word. So a field is refused unless it is known to be a remark.
 * What failed or crashed changes nothing more by what is said of it, so there any field is welcome.
 */
import { formatJson } from '../base/edn';
import type { Json } from '../base/json';
import type { OpType, Process } from './op';

/** Remarks, by the names that Jepsen and its relatives give them, without dashes. */
const remarks = new Set([
  ...[
    'exception',
    'stacktrace',
    'trace',
    'cause',
    'reason',
    'message',
    'msg',
    'note',
    'comment',
    'debug',
    'log',
    'warning',
  ],
  ...['clockoffsets', 'opindex', 'seq', 'thread', 'worker', 'host', 'hostname', 'url', 'endpoint', 'final?', 'final'],
  ...[
    'arrival',
    'latency',
    'duration',
    'elapsed',
    'timestamp',
    'walltime',
    'walltimestamp',
    'start',
    'end',
    'starttime',
    'endtime',
  ],
  ...['attempt', 'attempts', 'retry', 'retries', 'requestid', 'traceid', 'revision', 'extra'],
]);

/** Why an op with such a field is not read; undefined where it may have it. */
export function fieldProblem(
  { process, type }: { readonly process: Process; readonly type: OpType },
  extra: { readonly [name: string]: Json },
  ignored: ReadonlySet<string> | undefined,
): string | undefined {
  if (process === 'nemesis' || type === 'fail' || type === 'info') return undefined;
  for (const [name, value] of Object.entries(extra)) {
    if (value === null || ignored?.has(name) || remarks.has(name.toLowerCase().replaceAll(/[-_]/g, ''))) continue;
    return (
      `the op has a field ${JSON.stringify(name)} (${formatJson(value).slice(0, 40)}), which may change what it means; ` +
      `to judge it without, add --ignore ${name}`
    );
  }
  return undefined;
}

/** `process is missing; the op has type, f, value, client` */
export function missingField(field: string, names: readonly string[]): string {
  const has = names.length === 0 ? 'nothing' : names.join(', ');
  const like = names.find((name) => isLike(name, field));
  return `${field} is missing; the op has ${has}${like === undefined ? '' : ` (is it ${like}? then add --field ${field}=${like})`}`;
}

const alike: Readonly<Record<string, readonly string[]>> = {
  process: ['client', 'clientid', 'proc', 'thread', 'worker', 'session'],
  type: ['kind', 'status', 'event', 'action'],
  f: ['op', 'func', 'fn', 'function', 'operation', 'method', 'name'],
};

/** Another word for it, or the same with a letter gone, added or changed. */
function isLike(name: string, field: string): boolean {
  const word = name.toLowerCase().replaceAll(/[-_]/g, '');
  return alike[field]?.includes(word) === true || (field.length > 1 && isOneLetterOff(word, field));
}

function isOneLetterOff(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at++;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
}
