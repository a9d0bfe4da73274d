/** One op in EDN, read and written. Reading is the inner loop of long files. */
import { formatJson, keyName } from '../base/edn';
import { asPlain, spelling } from '../base/edn-form';
import { EdnError, type EdnReader } from '../base/edn-reader';
import type { Json } from '../base/json';
import { writtenValue } from './independent';
import type { Op, OpType, Process } from './op';
import { missingField } from './op-fields';
import type { OpList, ReadRest } from './op-list';
import type { ReadOptions } from './read-options';
import type { SharedValues } from './shared-values';

const fieldNames = [':type', ':f', ':value', ':process', ':time', ':index', ':error', ':node', ':key'];

const fieldPlaces: ReadonlyMap<Json, number> = new Map<Json, number>(fieldNames.map((name, place) => [name, place]));

/** By the letter behind the colon, the names that begin so, each with the blank behind it and its place. */
const namesByLetter: (readonly (readonly [string, number])[] | undefined)[] = [];
for (const [place, name] of fieldNames.entries()) {
  const letter = name.charCodeAt(1);
  namesByLetter[letter] = [...(namesByLetter[letter] ?? []), [`${name} `, place]];
}

/** Of a vector: older tools wrote `[0 :invoke :read nil]`, and an error as a fifth. */
const vectorFields = [':process', ':type', ':f', ':value', ':error'];

/** A class because the fields of the op that is being read have their places in it, so that none are made for each. */
export class EdnOps {
  readonly #list: OpList;
  readonly #values: SharedValues;
  readonly #renamed: ReadonlyMap<string, string> | undefined;
  readonly #fields: (Json | undefined)[] = [];
  #extra: [string, Json][] | undefined;

  constructor(list: OpList, values: SharedValues, renamed: ReadOptions['fields']) {
    this.#list = list;
    this.#values = values;
    this.#renamed = renamed && renamed.size > 0 ? renamed : undefined;
  }

  /** Reads the op at the reader's place into the list. Gives what is wrong with it; throws EdnError where it is no EDN. */
  read(reader: EdnReader, line: number): string | undefined {
    const problem = passTag(reader);
    if (problem !== undefined) return problem;
    this.#fields.fill(undefined);
    this.#extra = undefined;
    const char = reader.text[reader.position];
    if (char === undefined) throw new EdnError('the op is cut off', true);
    if (reader.closes('{')) return this.#readMap(reader) ?? this.#add(line);
    if (char === '[' || char === '(') return this.#readVector(reader) ?? this.#add(line);
    return `an op is a map, as in {:type :invoke, :f :read, :value nil, :process 0}; this begins with ${JSON.stringify(char)}`;
  }

  #readMap(reader: EdnReader): string | undefined {
    while (!reader.closes('}')) {
      const usual = this.#renamed ? undefined : passUsualName(reader);
      if (usual !== undefined && this.#fields[usual] === undefined) {
        this.#fields[usual] = reader.value();
        continue;
      }
      const written = usual === undefined ? reader.value() : (fieldNames[usual] ?? null);
      if (reader.closes('}')) throw new EdnError('a map has a key without a value');
      const item = reader.value();
      const name = this.#renamed ? (this.#meant(written) ?? written) : written;
      if (this.#put(name, item)) continue;
      if (fieldPlaces.has(name)) return `the op says ${formatJson(name)} twice`;
      this.#extra ??= [];
      const key = keyName(written);
      if (this.#extra.some(([other]) => other === key)) return `the op says ${formatJson(written)} twice`;
      this.#extra.push([key, asPlain(item)]);
    }
    return undefined;
  }

  #readVector(reader: EdnReader): string | undefined {
    const items = reader.value() as readonly Json[];
    if (items.length < 4 || items.length > vectorFields.length) {
      return `an op as a vector is [process type f value], as in [0 :invoke :read nil], and not ${formatJson(items)}`;
    }
    for (const [place, item] of items.entries()) this.#put(vectorFields[place] ?? '', item);
    return undefined;
  }

  #meant(written: Json): string | undefined {
    const meant = this.#renamed?.get(keyName(written));
    return meant === undefined ? undefined : `:${meant}`;
  }

  /** Whether it is a field of an op that was not there yet. */
  #put(name: Json, item: Json): boolean {
    const place = fieldPlaces.get(name);
    if (place === undefined || this.#fields[place] !== undefined) return false;
    this.#fields[place] = item;
    return true;
  }

  #add(line: number): string | undefined {
    const [type, f, value = null, process, time = null, index = null, error = null, node = null, key = null] =
      this.#fields;
    if (type === undefined || process === undefined || f === undefined || f === null)
      return this.#missing(type, process);
    const opType = types.get(type);
    if (opType === undefined) return `:type must be one of :invoke, :ok, :fail and :info, not ${formatJson(type)}`;
    const opProcess = processOf(process);
    if (opProcess === undefined) return `:process must be a whole number or :nemesis, not ${formatJson(process)}`;
    const opTime = time === null ? undefined : numberOf(time);
    if (opTime === undefined && time !== null) return `:time must be a number, in nanoseconds, not ${formatJson(time)}`;
    if (index !== null && !Number.isInteger(index)) return `:index must be a whole number, not ${formatJson(index)}`;
    const name = typeof f === 'string' ? (f.charCodeAt(0) === 58 ? this.#values.text(f).slice(1) : f) : formatJson(f);
    const op = {
      index: typeof index === 'number' && index >= 0 ? index : undefined,
      time: opTime,
      process: opProcess,
      type: opType,
      f: this.#values.text(name),
      value: opProcess === 'nemesis' ? asPlain(value) : this.#values.of(value),
    };
    if (error === null && node === null && key === null && this.#extra === undefined) return this.#list.add(line, op);
    return this.#list.add(line, op, this.#restOf(error, node, key));
  }

  #restOf(error: Json, node: Json, key: Json): ReadRest {
    const plainError = asPlain(error);
    const plainNode = asPlain(node);
    const isNamed = typeof plainNode === 'string';
    const extra = [...(this.#extra ?? []), ...(isNamed || plainNode === null ? [] : [['node', plainNode] as const])];
    return {
      key: key === null ? undefined : key,
      error: plainError === null ? undefined : bare(plainError),
      node: isNamed ? plainNode.replace(/^:/, '') : undefined,
      extra: extra.length === 0 ? undefined : Object.fromEntries(extra),
    };
  }

  #missing(type: Json | undefined, process: Json | undefined): string {
    const known = fieldNames.filter((_, place) => this.#fields[place] !== undefined);
    const names = [...known.map((name) => name.slice(1)), ...(this.#extra ?? []).map(([name]) => name)];
    if (names.includes('valid?'))
      return 'it is what a checker of Jepsen found; hand in the history.edn of the same directory';
    return missingField(process === undefined ? 'process' : type === undefined ? 'type' : 'f', names);
  }
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

/** Passes the name of a field that is written as nearly all are, without a string for it. @returns the field's place */
function passUsualName(reader: EdnReader): number | undefined {
  const { text, position } = reader;
  if (text.charCodeAt(position) !== 58) return undefined;
  for (const [name, place] of namesByLetter[text.charCodeAt(position + 1)] ?? []) {
    if (!text.startsWith(name, position)) continue;
    reader.position += name.length;
    return place;
  }
  return undefined;
}

const types: ReadonlyMap<Json, OpType> = new Map<Json, OpType>(
  (['invoke', 'ok', 'fail', 'info'] as const).flatMap((type) => [
    [`:${type}`, type],
    [type, type],
  ]),
);

function processOf(process: Json): Process | undefined {
  if (process === ':nemesis' || process === 'nemesis') return 'nemesis';
  return typeof process === 'number' && process >= 0 && Number.isInteger(process) ? process : undefined;
}

/** Also where it is written as a double. */
function numberOf(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  const number = Number(spelling(value) ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}

function bare(error: Json): Json {
  return typeof error === 'string' ? error.replace(/^:/, '') : error;
}

const usualTag = '#jepsen.history.Op{';

/** What stands before an op: `#jepsen.history.Op{…}`, `#knossos.op.Op{…}`, `^{:line 3} {…}`. */
function passTag(reader: EdnReader): string | undefined {
  if (reader.text.startsWith(usualTag, reader.position)) {
    reader.position += usualTag.length - 1;
    return undefined;
  }
  while (reader.text[reader.position] === '^') {
    reader.position++;
    reader.value();
    reader.skipBlank();
  }
  if (reader.text.charCodeAt(reader.position) !== 35) return undefined;
  const tag = reader.word();
  reader.skipBlank();
  return /[#./]op$/i.test(tag) ? undefined : `an op may be tagged as #jepsen.history.Op is; ${tag} is not known`;
}
