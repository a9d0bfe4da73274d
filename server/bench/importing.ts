/** What it takes to bring a history: how long until all of it is in the store, and how much memory a process of its own holds. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { packageRoot } from '../base/package-root';
import { type Bench, durationText, goalText, rounded } from './figure';
import type { Imported } from './importing-process';
import { withDirectory } from './served';

const goalSeconds = 20;
const goalMb = 500;

const ops = 1_000_000;
/** Of some 80 bytes each: a gigabyte. */
const manyOps = 13_000_000;

const clients = 10;
const stepNanos = 10_000;
const pieceOps = 10_000;

export const importing: Bench = {
  name: 'import',
  about: 'a history.edn of ten clients on a register, from the file to the last chunk of its journal',
  async run(report, wants, isLong) {
    for (const count of isLong ? [ops, manyOps] : [ops]) {
      const name = `import of ${count.toLocaleString('en-GB')} ops`;
      if (!wants(name)) continue;
      await withDirectory(async (directory) => {
        const file = join(directory, 'history.edn');
        await pipeline(Readable.from(historyText(count)), createWriteStream(file));
        const { readMs, peakMb, bytes } = await imported(file, join(directory, 'data'));
        report({
          name,
          figure: `${durationText(readMs)}, ${rounded(count / readMs)} thousand ops/s; ${Math.round(peakMb)} MB resident`,
          comparison: [
            ...(count === ops ? [goalText(`≤ ${goalSeconds} s`, readMs <= goalSeconds * 1000)] : []),
            goalText(`≤ ${goalMb} MB`, peakMb <= goalMb),
            `the file has ${rounded(bytes / 1e6)} MB`,
          ].join('; '),
          data: { ops: count, readMs, peakMb, bytes },
        });
      });
    }
  },
};

/** Each client writes, and reads what was written last; nothing overlaps that could contradict. */
function* historyText(count: number): Generator<string> {
  let lines: string[] = [];
  let value = 0;
  for (let index = 0; index < count; index++) {
    const turn = index >> 1;
    const isRead = turn % 2 === 1;
    if (!isRead && index % 2 === 0) value = turn % 5;
    const shown = isRead && index % 2 === 0 ? 'nil' : value;
    lines.push(
      `{:type :${index % 2 === 0 ? 'invoke' : 'ok'}, :f :${isRead ? 'read' : 'write'}, :value ${shown}, ` +
        `:process ${turn % clients}, :time ${index * stepNanos}, :index ${index}}\n`,
    );
    if (lines.length < pieceOps) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

async function imported(file: string, dataDirectory: string): Promise<Imported> {
  const child: ChildProcess = fork(join(packageRoot, '.build', 'importing-process.mjs'), [file, dataDirectory]);
  const [answer] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the import ended with ${code}`))),
  ])) as [Imported];
  return answer;
}
