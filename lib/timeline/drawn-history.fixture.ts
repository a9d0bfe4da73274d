/**
 * Histories drawn as text, for tests. One line a worker, one column a millisecond:
 *
 *     r==.  w==x  w==?   c=
 *
 * The letter invokes read, write or cas; `.` completes ok, `x` fail, `?` info; a bar without an end stays open. Behind a
 * `?` the worker goes on as process + workers.
 */
import { present } from '../base/assert';
import type { Op, OpType } from '../history/op';
import type { Operation } from '../history/operations';
import { appendBatch, emptyRunState, type RunState } from '../protocol/run-state';

const functions: Readonly<Record<string, string>> = { r: 'read', w: 'write', c: 'cas' };
const ends: Readonly<Record<string, OpType>> = { '.': 'ok', x: 'fail', '?': 'info' };

export const columnNanos = 1_000_000;

export function drawnOps(drawing: string): Op[] {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  const events = lines.flatMap((line, worker) => laneEvents(line.slice(margin), worker, lines.length));
  return events.sort((a, b) => a.time - b.time).map((event, index) => ({ ...event, index }));
}

export function drawnState(drawing: string): RunState {
  const ops = drawnOps(drawing);
  const workers = drawing.split('\n').filter((line) => line.trim() !== '').length;
  return appendBatch(emptyRunState(workers), { from: 0, entries: ops }).state;
}

/** The operations one by one, for tests that look at few. */
export function operationList({ operations }: Pick<RunState, 'operations'>): readonly Operation[] {
  return Array.from({ length: operations.length }, (_, place) => present(operations.at(place), 'operation'));
}

function laneEvents(line: string, worker: number, workers: number): Omit<Op, 'index'>[] {
  const events: Omit<Op, 'index'>[] = [];
  let process = worker;
  let f = '';
  for (const [column, char] of [...line].entries()) {
    const time = column * columnNanos;
    const end = ends[char];
    if (functions[char]) {
      f = functions[char];
      events.push({ time, process, type: 'invoke', f, value: f === 'read' ? null : 1 });
    } else if (end) {
      events.push({ time, process, type: end, f, value: 1 });
      if (end === 'info') process += workers;
    }
  }
  return events;
}
