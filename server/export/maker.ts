/** A process that makes files: it is sent a journal page by page, and writes the file to the disk. */
import { closeSync, openSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { assert } from '@/lib/base/assert';
import type { Entry } from '@/lib/protocol/entry';
import { ClewError, failureOf } from '../base/failure';
import { followParent } from '../base/low-process';
import { unpackEntries } from '../store/lines';
import type { NodeLog } from '../systems/kit/client';
import { piecesOf } from './file-forms';
import type { MakerNews, MakerRequest, MakingTask, PackedPage } from './maker-messages';
import { AbsentFileError } from './report-file';
import { guestMaterial, type RunMaterial } from './run-material';

/** Pages that are asked for ahead of their turn, so that reading and writing overlap. */
const pagesAhead = 2;

/** Entries that are written as one piece: some hundred kilobytes. */
const pieceEntries = 5_000;

/** What a download leaves free on the disk, which is that of the journals: a minute of the fastest run, many times over. */
const reservedBytes = 256 * 2 ** 20;

/** The disk is looked at again after so many bytes. */
const diskCheckBytes = 8 * 2 ** 20;

followParent();

/** The file that is being made. */
let order: FileOrder | undefined;

process.on('message', (request: MakerRequest) => {
  if (request.type === 'make') {
    order = new FileOrder(request.id);
    void make(order, request.task, request.path);
  } else if (request.id === order?.id) {
    order.take(request);
  }
});

async function make(order: FileOrder, task: MakingTask, path: string): Promise<void> {
  try {
    const file = new GuardedFile(path);
    try {
      for await (const piece of await piecesOf(task.form, materialFor(task, order))) {
        order.tell({ type: 'grew', bytes: file.write(piece) });
      }
    } finally {
      file.close();
    }
    order.tell({ type: 'done' });
  } catch (error) {
    if (error instanceof AbsentFileError) order.tell({ type: 'absent', reason: error.message });
    else order.tell({ type: 'failed', failure: failureOf(error) });
  }
}

/** As whoever the file is for may see them. */
function materialFor({ run, guest }: MakingTask, order: FileOrder): RunMaterial {
  const material = { run, pages: () => entriesOf(order), logs: () => order.logs() };
  return guest ? guestMaterial(material, guest) : material;
}

type Sent = Exclude<MakerRequest, { type: 'make' }>;

/** What a file is made of, as far as it was sent. */
class FileOrder {
  readonly id: number;
  readonly #waiting: Sent[] = [];
  #wake: () => void = () => undefined;
  #reading = 0;

  constructor(id: number) {
    this.id = id;
  }

  tell(news: MakerNews): void {
    process.send?.({ id: this.id, ...news });
  }

  take(sent: Sent): void {
    this.#waiting.push(sent);
    this.#wake();
  }

  /** The journal from its beginning. One reading at a time. */
  async *pages(): AsyncGenerator<PackedPage> {
    this.#reading += 1;
    const reading = this.#reading;
    for (let ahead = 0; ahead < pagesAhead; ahead++) this.tell({ type: 'wants', reading });
    for (;;) {
      const sent = await this.#next();
      // Those ahead of the end of the reading before this one were answered, too.
      if (sent.type !== 'page' || sent.reading !== reading) continue;
      if (!sent.page) return;
      this.tell({ type: 'wants', reading });
      yield sent.page;
    }
  }

  async *logs(): AsyncGenerator<NodeLog> {
    for (;;) {
      this.tell({ type: 'wants-log' });
      let sent = await this.#next();
      while (sent.type !== 'log') sent = await this.#next();
      if (!sent.log) return;
      yield sent.log;
    }
  }

  async #next(): Promise<Sent> {
    while (this.#waiting.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#waiting.shift() as Sent;
  }
}

/** Every entry that belongs to the file, once and in order. */
async function* entriesOf(order: FileOrder): AsyncGenerator<readonly Entry[]> {
  let entries: Entry[] = [];
  let next = 0;
  for await (const page of order.pages()) {
    for (const { from, bytes } of page.chunks) {
      assert(from <= next, `entry ${next} of the journal is missing`);
      // A spread of a whole chunk would not fit onto the stack.
      for (const entry of (await unpackEntries(bytes)).slice(next - from, page.end - from)) {
        entries.push(entry);
        next++;
      }
      if (entries.length < pieceEntries) continue;
      yield entries;
      entries = [];
    }
  }
  if (entries.length > 0) yield entries;
}

/** Never fills the disk: whoever looks must not end a run. */
class GuardedFile {
  readonly #file: number;
  readonly #path: string;
  #bytes = 0;
  #checkedBytes = Number.NEGATIVE_INFINITY;

  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, 'wx', 0o600);
  }

  /** @returns bytes written by now @throws ClewError where the disk is nearly full */
  write(piece: string | Uint8Array): number {
    if (this.#bytes - this.#checkedBytes >= diskCheckBytes) this.#checkDisk();
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#bytes += bytes.length;
    return this.#bytes;
  }

  close(): void {
    closeSync(this.#file);
  }

  #checkDisk(): void {
    this.#checkedBytes = this.#bytes;
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    if (bavail * bsize >= reservedBytes) return;
    throw new ClewError({
      message: `the disk of the data directory has less than ${reservedBytes / 2 ** 20} MB left, which is kept for what runs record`,
      cure: 'make room there; or stop the server and take the run along with clew export',
    });
  }
}
