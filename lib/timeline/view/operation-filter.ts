/**
 * Which operations a timeline shows: those that fit every field that names something, in a field any of its values.
 *
 *     node n1 or n2, outcome fail          clients 0 and 5, key 7, while a pause lasted
 */
import { plainText } from '../../base/plain';
import { wordsOf } from '../../catalog/faults/appearance';
import type { Operation } from '../../history/operations';
import type { RunState } from '../../protocol/run-state';
import { type BarOutcome, outcomeIn } from '../tracks/bars';
import { nodeOfOperation } from '../tracks/scene';

export interface OperationFilter {
  readonly node: readonly string[];
  /** Numbers, as text. */
  readonly client: readonly string[];
  readonly f: readonly string[];
  readonly outcome: readonly string[];
  /** What a kind of fault is called: the operation was open while one held. */
  readonly fault: readonly string[];
  readonly key: readonly string[];
}

export const filterFields = [
  'node',
  'client',
  'f',
  'outcome',
  'fault',
  'key',
] as const satisfies readonly (keyof OperationFilter)[];

export const noFilter: OperationFilter = { node: [], client: [], f: [], outcome: [], fault: [], key: [] };

export function isFilter(filter: OperationFilter): boolean {
  return filterFields.some((field) => filter[field].length > 0);
}

/** With the value taken out where it is there, and put in where it is not. */
export function toggled(filter: OperationFilter, field: keyof OperationFilter, value: string): OperationFilter {
  const held = filter[field];
  return { ...filter, [field]: held.includes(value) ? held.filter((other) => other !== value) : [...held, value] };
}

export type FilterChoices = OperationFilter;

/** More keys than these are not listed, but may be typed. */
export const maxListedKeys = 24;

/** What there is to choose from in a run; keys only as far as they are listed. */
export function filterChoices(state: RunState, nodes: readonly string[]): FilterChoices {
  const { operations, lanes, faults } = state;
  const functions = new Set<string>();
  const keys = new Set<string>();
  // The first operations have all functions, and of the keys as many as are listed.
  for (let place = 0; place < Math.min(operations.length, maxLookedAt); place++) {
    const invocation = operations.at(place)?.invocation;
    if (!invocation) continue;
    functions.add(invocation.f);
    if (invocation.key !== undefined && keys.size < maxListedKeys) keys.add(plainText(invocation.key));
  }
  const byNumber = new Intl.Collator('en', { numeric: true }).compare;
  return {
    node: nodes,
    client: lanes.map((_, client) => String(client)),
    f: [...functions].sort(),
    outcome: ['ok', 'fail', 'info', 'open'] satisfies readonly BarOutcome[],
    fault: [...new Set(faults.map(({ fault }) => wordsOf(fault).noun))],
    key: [...keys].sort(byNumber),
  };
}

const maxLookedAt = 2000;

/** Whether an operation fits; the client is judged by its lane, and is not asked here. */
export class FilterTest {
  readonly #filter: OperationFilter;
  readonly #state: RunState;
  readonly #nodes: readonly string[];
  readonly #windows: readonly (readonly [number, number])[];

  constructor(filter: OperationFilter, state: RunState, nodes: readonly string[]) {
    this.#filter = filter;
    this.#state = state;
    this.#nodes = nodes;
    this.#windows = state.faults
      .filter(({ fault }) => filter.fault.includes(wordsOf(fault).noun))
      .map(({ start, madeAt, healedAt }) => [madeAt ?? start, healedAt ?? Number.POSITIVE_INFINITY]);
  }

  hasClient(client: number): boolean {
    return this.#filter.client.length === 0 || this.#filter.client.includes(String(client));
  }

  fits(client: number, position: number): boolean {
    const { outcome, fault, node, f, key } = this.#filter;
    const lane = this.#state.lanes[client];
    if (!lane) return false;
    if (outcome.length > 0 && !outcome.includes(outcomeIn({ lane }, position))) return false;
    if (fault.length > 0 && !this.#isUnderFault(lane.starts.at(position), lane.ends.at(position))) return false;
    if (node.length + f.length + key.length === 0) return true;
    const operation = this.#state.operations.at(lane.places.at(position));
    return operation !== undefined && this.#fitsOperation(operation);
  }

  #isUnderFault(start: number, end: number): boolean {
    return this.#windows.some(([from, to]) => start <= to && end >= from);
  }

  #fitsOperation(operation: Operation): boolean {
    const { node, f, key } = this.#filter;
    const { invocation } = operation;
    if (f.length > 0 && !f.includes(invocation.f)) return false;
    if (key.length > 0 && (invocation.key === undefined || !key.includes(plainText(invocation.key)))) return false;
    return node.length === 0 || node.includes(nodeOfOperation(operation, this.#nodes, this.#state.lanes.length));
  }
}
