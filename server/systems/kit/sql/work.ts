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

/** Of the options of a workload, what its transactions depend on. */
export interface WorkTerms {
  /** Whether an account may pay what it does not have. */
  readonly allowsNegative: boolean;
}

type WorkOf = (op: Op, dialect: Dialect, terms: WorkTerms) => Work;

type Step = readonly [f: string, key: Json, value: Json];

/** Every step is a statement: an append adds to the text of the list, wherever the database finds it. */
const listWork: WorkOf = (op, dialect) => {
  const steps = stepsOf(op);
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

/** Every step is a statement. */
const registersWork: WorkOf = (op, dialect) => {
  const steps = stepsOf(op);
  return {
    isReadOnly: steps.every(([kind]) => kind === 'r'),
    async perform(query) {
      const answers: Json[] = [];
      for (const step of steps) {
        const [kind, key, written] = step;
        if (kind === 'r') {
          answers.push(['r', key, (await readRegisters(query, dialect, [key])).get(JSON.stringify(key)) ?? null]);
        } else {
          await query(dialect.upsert({ table: 'registers', key: ['id', key], value: ['value', written] }, 'replace'));
          answers.push(step);
        }
      }
      return answers;
    },
  };
};

/** A write is a statement, and so is the read of a whole group. */
const groupWork: WorkOf = (op, dialect, terms) => {
  const steps = stepsOf(op);
  if (!steps.every(([kind]) => kind === 'r')) return registersWork(op, dialect, terms);
  return {
    isReadOnly: true,
    async perform(query) {
      const keys = steps.map(([, key]) => key);
      const found = await readRegisters(query, dialect, keys);
      return keys.map((key) => ['r', key, found.get(JSON.stringify(key)) ?? null]);
    },
  };
};

/** By the text of its key; an absent one is left out. */
async function readRegisters(
  query: Query,
  dialect: Dialect,
  keys: readonly Json[],
): Promise<ReadonlyMap<string, Json>> {
  const ids = keys.map((key) => dialect.quote(JSON.stringify(key)));
  const { rows } = await query(`SELECT id, value FROM registers WHERE id IN (${ids.join(', ')})`);
  return new Map(rows.map(([id, text]) => [id ?? '', decoded(text ?? null)]));
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
          return (await readRegisters(query, dialect, [id])).get(JSON.stringify(id)) ?? null;
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

interface Transfer {
  readonly from: Json;
  readonly to: Json;
  readonly amount: number;
}

/** A transfer reads two balances, and writes what they come to: what it was shown decides. */
const bankWork: WorkOf = ({ f, value }, dialect, { allowsNegative }) => {
  if (f === 'read') {
    return { isReadOnly: true, perform: async (query) => Object.fromEntries(await readBalances(query, '')) };
  }
  if (f !== 'transfer') throw unknown('a bank', f);
  const { from, to, amount } = value as unknown as Transfer;
  const id = (account: Json) => dialect.quote(JSON.stringify(account));
  return {
    isReadOnly: false,
    async perform(query) {
      const balances = await readBalances(query, ` WHERE id IN (${id(from)}, ${id(to)})`);
      const [payer, payee] = [from, to].map((account) => balances.get(JSON.stringify(account)));
      if (payer === undefined || payee === undefined)
        throw new SqlError({ kind: 'unknown', message: 'no such account' });
      if (payer < amount && !allowsNegative) throw new SqlError({ kind: 'insufficient-funds' });
      await query(`UPDATE accounts SET balance = ${payer - amount} WHERE id = ${id(from)}`);
      await query(`UPDATE accounts SET balance = ${payee + amount} WHERE id = ${id(to)}`);
      return value;
    },
  };
};

async function readBalances(query: Query, where: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await query(`SELECT id, balance FROM accounts${where}`);
  return new Map(rows.map(([account, balance]) => [account ?? '', Number(balance)]));
}

/** What the accounts hold when the load begins. */
export function openingStatement(balances: Readonly<Record<string, number>>, dialect: Dialect): string {
  const rows = Object.entries(balances).map(([account, balance]) => `(${dialect.quote(account)}, ${balance})`);
  return `INSERT INTO accounts (id, balance) VALUES ${rows.join(', ')}`;
}

/** By the name of a workload. */
export const sqlWorkloads = {
  'list-append': listWork,
  register: registerWork,
  registers: registerWork,
  set: setWork,
  'rw-register': registersWork,
  'long-fork': groupWork,
  bank: bankWork,
} as const satisfies Readonly<Record<string, WorkOf>>;

export type SqlWorkload = keyof typeof sqlWorkloads;

function stepsOf({ f, value }: Op): readonly Step[] {
  if (f !== 'txn' || value === null || !isJsonArray(value)) throw unknown('transactions', f);
  return value as readonly Step[];
}

function decoded(text: string | null): Json {
  const value = parsedJson(text ?? '');
  if (value === undefined) throw new SqlError({ kind: 'unknown', message: `not a JSON value: ${text}` });
  return value;
}

function unknown(what: string, f: string): AssertionError {
  return new AssertionError(`the client of ${what} knows no ${f}`);
}
