/**
 * Reads one history in a thread of its own and hands on the chunks of a journal: a server reads a gigabyte without its
 * runs noticing, and no more of it is in memory than a few pieces and chunks.
 */
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { present } from '@/lib/base/assert';
import type { LineProblem } from '@/lib/history/decoded';
import { HistoryReader } from '@/lib/history/history-reader';
import { ClewError } from '../base/failure';
import { type HistorySource, openHistory } from './history-source';
import { ImportRecorder, RefusedHistoryError } from './import-recorder';
import type { ImportMessage, ImportOrder, ImportTask } from './messages';

const port = present(parentPort, 'parent of the import worker');
const task = workerData as ImportTask;

/** Chunks that may be under way to the disk. */
const chunksAhead = 4;

const progressIntervalMs = 100;

function send(message: ImportMessage): void {
  port.postMessage(message);
}

const waiting: (Uint8Array | undefined)[] = [];
let unwritten = 0;
let wake: () => void = () => undefined;
port.on('message', (order: ImportOrder) => {
  if (order.type === 'written') unwritten--;
  else waiting.push(order.type === 'piece' ? order.bytes : undefined);
  wake();
});

function woken(): Promise<void> {
  return new Promise((resolve) => (wake = resolve));
}

async function* sentPieces(): AsyncGenerator<Uint8Array> {
  for (;;) {
    while (waiting.length === 0) await woken();
    const piece = waiting.shift();
    if (piece === undefined) return;
    yield piece;
    send({ type: 'taken' });
  }
}

async function read({ entry, totalBytes, pieces }: HistorySource): Promise<void> {
  const recorder = new ImportRecorder(task, entry, {
    begun: (run) => send({ type: 'begun', run }),
    async chunk(from, count, bytes) {
      unwritten++;
      send({ type: 'chunk', from, count, bytes });
      while (unwritten >= chunksAhead) await woken();
    },
  });
  const reader = new HistoryReader(task.format, task.reading);
  const facts = () => ({ format: reader.format ?? 'text', hasTimes: reader.hasTimes });
  const decoder = new TextDecoder();
  let bytes = 0;
  let toldMs = performance.now();
  let damage: LineProblem | undefined;
  let lostLines = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (damage) {
      lostLines += lineEnds(piece);
      continue;
    }
    const problem = reader.push(decoder.decode(piece, { stream: true }));
    await recorder.take(reader.take(), facts());
    if (problem) damage = damageOrRefusal(problem, reader.count);
    if (performance.now() - toldMs < progressIntervalMs) continue;
    toldMs = performance.now();
    send({ type: 'progress', progress: { bytes, totalBytes, ops: reader.count } });
  }
  const notes: LineProblem[] = [];
  if (!damage) {
    reader.push(decoder.decode());
    const decoded = reader.end();
    if (decoded.ok) {
      const { ops, lines, cut } = decoded.value;
      await recorder.take({ ops: [...ops], lines }, facts());
      notes.push(...decoded.value.notes);
      if (cut) damage = cut;
    } else {
      damage = damageOrRefusal(decoded.error, reader.count);
      await recorder.take(reader.take(), facts());
    }
  }
  if (damage) notes.unshift({ line: damage.line, message: `${damage.message}; ${leftOut(reader.count, lostLines)}` });
  const run = await recorder.end(facts(), { bytes, notes, damagedAt: damage?.line });
  send({ type: 'progress', progress: { bytes, totalBytes, ops: reader.count } });
  while (unwritten > 0) await woken();
  send({ type: 'whole', run });
}

function damageOrRefusal(problem: LineProblem, ops: number): LineProblem {
  if (problem.isDamage && ops > 0) return problem;
  throw new RefusedHistoryError(`line ${problem.line}: ${problem.message}`);
}

/** What stands in the piece of a file that was damaged further above may be anything, so its lines are counted. */
function leftOut(ops: number, lines: number): string {
  const kept = `the ${ops.toLocaleString('en-GB')} ops before it were brought`;
  if (lines === 0) return `${kept}, and nothing from there on`;
  return `${kept}, and nothing from there on: more than ${lines.toLocaleString('en-GB')} lines are left out`;
}

function lineEnds(piece: Uint8Array): number {
  let count = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) count++;
  return count;
}

/** What people meet, in words without system calls. */
const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory (ENOENT)',
  EACCES: 'this user may not read it (EACCES)',
  EISDIR: 'it is a directory (EISDIR)',
};

try {
  await read(task.path === undefined ? { pieces: sentPieces() } : await openHistory(task.path));
} catch (error) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (error instanceof RefusedHistoryError) send({ type: 'refused', message: error.message });
  else if (error instanceof ClewError) {
    const { message, cure } = error.failure;
    send({ type: 'refused', message: cure === undefined ? message : `${message}; ${cure}` });
  } else if (code !== '' && error instanceof Error && 'syscall' in error) {
    send({ type: 'refused', message: fileErrors[code] ?? `the file cannot be read: ${error.message}` });
  } else throw error;
} finally {
  port.close();
}
