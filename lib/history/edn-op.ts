/** One op in EDN, read and written. Reading is the inner loop of long files. */
import { formatJson } from '../base/edn';
import { EdnError, type EdnReader } from '../base/edn-reader';
import type { Json } from '../base/json';
import { writtenValue } from './independent';
import type { Op, OpType, Process } from './op';
import type { OpList } from './op-list';
import type { SharedValues } from './shared-values';

/** Reads the op at the reader's place into the list. Gives what is wrong with it; throws EdnError where it is no EDN. */
export function readEdnOp(reader: EdnReader, values: SharedValues, line: number, list: OpList): string | undefined {
  passTag(reader);
  if (!reader.closes('{')) {
    const char = reader.text[reader.position];
    if (char === undefined) throw new EdnError('the op is cut off', true);
    return `an op is a map, as in {:type :invoke, :f :read, :value nil, :process 0}; this begins with ${JSON.stringify(char)}`;
  }
  let type: Json = null;
  let f: Json = null;
  let process: Json = null;
  let index: Json = null;
  let time: Json = null;
  let value: Json = null;
  let error: Json | undefined;
  let node: Json | undefined;
  let extra: [string, Json][] | undefined;
  while (!reader.closes('}')) {
    const key = reader.value();
    const item = reader.value();
    if (key === ':type') type = item;
    else if (key === ':f') f = item;
    else if (key === ':value') value = item;
    else if (key === ':process') process = item;
    else if (key === ':time') time = item;
    else if (key === ':index') index = item;
    else if (key === ':error' && item !== null) error = item;
    else if (key === ':node' && typeof item === 'string') node = item;
    else if (key !== ':error') {
      extra ??= [];
      extra.push([typeof key === 'string' ? key.replace(/^:/, '') : formatJson(key), item]);
    }
  }
  const opType = types.get(type);
  if (opType === undefined) return `:type must be one of :invoke, :ok, :fail and :info, not ${formatJson(type)}`;
  const opProcess = processOf(process);
  if (opProcess === undefined) return `:process must be a whole number or :nemesis, not ${formatJson(process)}`;
  if (f === null) return ':f is missing; it names the function, as in :f :read';
  const name = typeof f === 'string' ? (f.charCodeAt(0) === 58 ? values.text(f).slice(1) : f) : formatJson(f);
  const hasIndex = typeof index === 'number' && index >= 0;
  const op = {
    index: hasIndex ? (index as number) : undefined,
    time: typeof time === 'number' ? time : undefined,
    process: opProcess,
    type: opType,
    f: values.text(name),
    value: values.of(value),
  };
  if (error === undefined && node === undefined && extra === undefined) return list.add(line, op);
  return list.add(line, op, {
    error: typeof error === 'string' ? error.replace(/^:/, '') : error,
    node: typeof node === 'string' ? node.replace(/^:/, '') : undefined,
    extra: extra && Object.fromEntries(extra),
  });
}

/** The history as EDN, an op a line. */
export function encodeEdn(history: readonly Op[]): string {
  return history.map((op) => `${formatEdnOp(op)}\n`).join('');
}

function formatEdnOp(op: Op): string {
  const { index, time, process, type, f, error, node, extra } = op;
  const more = { ...(error === undefined ? {} : { error }), ...(node === undefined ? {} : { node }), ...extra };
  const pairs = Object.entries({
    index,
    time,
    type: `:${type}`,
    process: processText(process),
    f: `:${f}`,
    value: writtenValue(op),
    ...more,
  });
  return `{${pairs.map(([key, item]) => `:${key} ${formatJson(item)}`).join(', ')}}`;
}

function processText(process: Process): Json {
  return process === 'nemesis' ? ':nemesis' : process;
}

const types: ReadonlyMap<Json, OpType> = new Map<Json, OpType>([
  [':invoke', 'invoke'],
  [':ok', 'ok'],
  [':fail', 'fail'],
  [':info', 'info'],
]);

function processOf(process: Json): Process | undefined {
  if (process === ':nemesis') return 'nemesis';
  return typeof process === 'number' && process >= 0 && Number.isInteger(process) ? process : undefined;
}

const usualTag = '#jepsen.history.Op{';

/** What stands before the map, as in `#jepsen.history.Op{…}`. */
function passTag(reader: EdnReader): void {
  if (reader.text.charCodeAt(reader.position) !== 35) return;
  if (reader.text.startsWith(usualTag, reader.position)) {
    reader.position += usualTag.length - 1;
    return;
  }
  reader.position++;
  reader.word();
}
