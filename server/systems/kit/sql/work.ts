/** What each workload asks of a database in one transaction, and what its answers mean. */
import { AssertionError } from '@/lib/base/assert';
import { isJsonArray, type Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import { casArguments } from '../cas-arguments';
import { parsedJson } from '../http/json-body';
import type { Dialect, Row } from './dialect';
import type { SqlAnswer } from './driver';
import { SqlError } from './request-error';

export type Query = (text: string) => Promise<SqlAnswer>;

export interface Work {
  /** Whether it changes nothing, whatever it is answered. */
  readonly isReadOnly: boolean;
  /** @returns the value of the completion, if the transaction commits @throws SqlError */
  perform(query: Query): Promise<Json>;
}

type WorkOf = (op: Op, dialect: Dialect) => Work;

type Step = readonly [f: string, key: Json, value: Json];

/** Every step is a statement: an append adds to the text of the list, wherever the database finds it. */
const listWork: WorkOf = ({ f, value }, dialect) => {
  if (f !== 'txn' || value === null || !isJsonArray(value)) throw unknown('lists', f);
  const steps = value as readonly Step[];
  return {
    isReadOnly: steps.every(([kind]) => kind === 'r'),
    async perform(query) {
      const answers: Json[] = [];
      for (const step of steps) {
        const [kind, key, element] = step;
        if (kind === 'r') {
          answers.push(['r', key, await readList(query, dialect, key)]);
        } else {
          const row: Row = { table: 'lists', key: ['id', key], value: ['elements', element] };
          await query(dialect.upsert(row, 'append'));
          answers.push(step);
        }
      }
      return answers;
    },
  };
};

async function readList(query: Query, dialect: Dialect, key: Json): Promise<Json> {
  const { rows } = await query(`SELECT elements FROM lists WHERE id = ${dialect.quote(JSON.stringify(key))}`);
  const text = rows[0]?.[0];
  return text === undefined ? [] : decoded(`[${text}]`);
}

/** The one register, or that of the key; one that is absent is null. */
const registerWork: WorkOf = ({ f, value, key }, dialect) => {
  const id = key ?? 'clew';
  const row = (next: Json): Row => ({ table: 'registers', key: ['id', id], value: ['value', next] });
  const where = `id = ${dialect.quote(JSON.stringify(id))}`;
  switch (f) {
    case 'read':
      return {
        isReadOnly: true,
        async perform(query) {
          const text = (await query(`SELECT value FROM registers WHERE ${where}`)).rows[0]?.[0];
          return typeof text === 'string' ? decoded(text) : null;
        },
      };
    case 'write':
      return {
        isReadOnly: false,
        async perform(query) {
          await query(dialect.upsert(row(value), 'replace'));
          return value;
        },
      };
    case 'cas': {
      const [expected, next] = casArguments(value);
      const text = (json: Json) => dialect.quote(JSON.stringify(json));
      const statement =
        expected === null
          ? dialect.insertNew(row(next))
          : `UPDATE registers SET value = ${text(next)} WHERE ${where} AND value = ${text(expected)}`;
      return {
        isReadOnly: false,
        async perform(query) {
          if ((await query(statement)).affected === 0) throw new SqlError({ kind: 'compare-failed' });
          return value;
        },
      };
    }
    default:
      throw unknown('registers', f);
  }
};

/** A row for each element; a read is one statement. */
const setWork: WorkOf = ({ f, value }, dialect) => {
  if (f === 'add') {
    return {
      isReadOnly: false,
      async perform(query) {
        await query(`INSERT INTO elements (element) VALUES (${dialect.quote(JSON.stringify(value))})`);
        return value;
      },
    };
  }
  if (f !== 'read') throw unknown('a set', f);
  return {
    isReadOnly: true,
    perform: async (query) => (await query('SELECT element FROM elements')).rows.map(([text]) => decoded(text ?? '')),
  };
};

/** By the name of a workload. */
export const sqlWorkloads = {
  'list-append': listWork,
  register: registerWork,
  registers: registerWork,
  set: setWork,
} as const satisfies Readonly<Record<string, WorkOf>>;

export type SqlWorkload = keyof typeof sqlWorkloads;

function decoded(text: string | null): Json {
  const value = parsedJson(text ?? '');
  if (value === undefined) throw new SqlError({ kind: 'unknown', message: `not a JSON value: ${text}` });
  return value;
}

function unknown(what: string, f: string): AssertionError {
  return new AssertionError(`the client of ${what} knows no ${f}`);
}
