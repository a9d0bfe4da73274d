/**
 * What SQL leaves to each database, and the tables of the workloads. Keys, values and elements are JSON text, so that null
 * and 0 differ; a list is its elements with commas between them.
 */
import type { Json } from '@/lib/base/json';

export interface Dialect {
  /** A literal of this text. */
  quote(text: string): string;
  /** Inserts a row of two columns or, where its key is there, sets the other column. @param then of the row that is there, or of the new one */
  upsert(row: Row, then: 'replace' | 'append'): string;
  /** Inserts a row, and changes nothing where its key is there. */
  insertNew(row: Row): string;
  /** The type of text that may be a key, and of text that may be long. */
  readonly types: { readonly key: string; readonly text: string };
}

export interface Row {
  readonly table: string;
  readonly key: readonly [column: string, value: Json];
  readonly value: readonly [column: string, value: Json];
}

export function tableStatements({ types }: Pick<Dialect, 'types'>): readonly string[] {
  return [
    `CREATE TABLE lists (id ${types.key} PRIMARY KEY, elements ${types.text} NOT NULL)`,
    `CREATE TABLE registers (id ${types.key} PRIMARY KEY, value ${types.text} NOT NULL)`,
    `CREATE TABLE elements (element ${types.key} PRIMARY KEY)`,
    `CREATE TABLE accounts (id ${types.key} PRIMARY KEY, balance BIGINT NOT NULL)`,
  ];
}

/** MariaDB's, where a backslash is a character like any other (`NO_BACKSLASH_ESCAPES`). */
export const mariadbDialect: Dialect = {
  quote,
  upsert({ table, key, value }, then) {
    const [column] = value;
    const next = then === 'replace' ? `VALUES(${column})` : `CONCAT(${column}, ',', VALUES(${column}))`;
    return `${insert({ table, key, value })} ON DUPLICATE KEY UPDATE ${column} = ${next}`;
  },
  insertNew: (row) => insert(row).replace('INSERT', 'INSERT IGNORE'),
  // Compared byte by byte.
  types: {
    key: 'VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin',
    text: 'TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  },
};

export const postgresDialect: Dialect = {
  quote,
  upsert({ table, key, value }, then) {
    const [column] = value;
    const next = then === 'replace' ? `excluded.${column}` : `${table}.${column} || ',' || excluded.${column}`;
    return `${insert({ table, key, value })} ON CONFLICT (${key[0]}) DO UPDATE SET ${column} = ${next}`;
  },
  insertNew: (row) => `${insert(row)} ON CONFLICT DO NOTHING`,
  types: { key: 'TEXT', text: 'TEXT' },
};

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function insert({ table, key, value }: Row): string {
  const texts = [key[1], value[1]].map((each) => quote(JSON.stringify(each)));
  return `INSERT INTO ${table} (${key[0]}, ${value[0]}) VALUES (${texts.join(', ')})`;
}
