/** What a person can say about a file whose words are not ours. Without it nothing is guessed: what is strange is refused. */
export interface ReadOptions {
  /** Fields of ops that do not matter; see `op-fields.ts`. */
  readonly ignored?: ReadonlySet<string>;
  /** By the name of a field in the file, what it is here: `client` → `process`. */
  readonly fields?: ReadonlyMap<string, string>;
  /** By the name of a function in the file, what models and checkers call it: `broadcast` → `add`. */
  readonly functions?: ReadonlyMap<string, string>;
  /** What is the history: the order of the lines, or of the times. Absent: the lines, unless both can be meant. */
  readonly order?: HistoryOrder;
}

export const historyOrders = ['lines', 'time'] as const;

export type HistoryOrder = (typeof historyOrders)[number];

/** The fields of an op that can be meant by another name. */
export const opFields = ['index', 'time', 'process', 'type', 'f', 'value', 'key', 'error', 'node'] as const;
