/**
 * For tests: what a few clients do, drawn as text, and every history in which that can have happened. A line is a client,
 * an operation is its function, its value and, unless it is ok, how it ended; values that are arrays are JSON.
 *
 *     write 1 · read 2
 *     write 2 info · read 1          the client goes on as another process after an info
 */
import { present } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { History, Op, OpType } from '../../../history/op';

type Event = Omit<Op, 'index' | 'time'>;

/** Every interleaving of the clients' invocations and completions, each client's own kept in their order. */
export function* interleavings(drawn: string): Generator<History> {
  const lines = drawn.trim().split('\n');
  const programs = lines.map((line, client) => eventsOf(line, client, lines.length));
  yield* interleaved(
    programs,
    programs.map(() => 0),
    [],
  );
}

function* interleaved(
  programs: readonly (readonly Event[])[],
  places: readonly number[],
  before: readonly Op[],
): Generator<History> {
  let isWhole = true;
  for (const [client, program] of programs.entries()) {
    const event = program[places[client] ?? 0];
    if (!event) continue;
    isWhole = false;
    const op: Op = { ...event, index: before.length, time: before.length * 1000 };
    yield* interleaved(programs, places.with(client, (places[client] ?? 0) + 1), [...before, op]);
  }
  if (isWhole) yield before;
}

function eventsOf(line: string, client: number, clients: number): Event[] {
  let process = client;
  return line.split('·').flatMap((text): Event[] => {
    const [, f = '', shown = '', end = 'ok'] = present(drawnOperation.exec(text.trim()), `an operation in ${line}`);
    const value: Json = shown === '' ? null : JSON.parse(shown);
    const isAnswer = f === 'read' || f === 'dequeue';
    const invoked: Event = { process, type: 'invoke', f, value: isAnswer ? null : value };
    const type = end as OpType;
    const completed: Event = { process, type, f, value: type === 'ok' ? value : invoked.value };
    if (type === 'info') process += clients;
    return [invoked, completed];
  });
}

const drawnOperation = /^([a-z]+)(?: (\d+|\[[\d,]+\]))?(?: (ok|fail|info))?$/;
