/** A small disk for one data directory, which can be filled, and taken from those who write to it as a failing one is. */
import { execFile } from 'node:child_process';
import { copyFile, type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A database, and a few minutes of a journal. */
const sizeMb = 160;

const fillTurns = 3;

export class SmallDisk {
  readonly directory: string;
  #image: string;

  private constructor(parent: string) {
    this.directory = join(parent, 'disk');
    this.#image = join(parent, 'disk.img');
  }

  /** In a directory that is there. */
  static async make(parent: string): Promise<SmallDisk> {
    const disk = new SmallDisk(parent);
    await mkdir(disk.directory);
    await run('truncate', ['--size', `${sizeMb}M`, disk.#image]);
    await run('mkfs.ext4', ['-q', '-m', '0', '-F', disk.#image]);
    await disk.#mount();
    return disk;
  }

  get #filler(): string {
    return join(this.directory, 'filler');
  }

  async fill(): Promise<void> {
    const file = await open(this.#filler, 'w');
    try {
      // What a file system has put aside for itself it gives back once all is written.
      for (let turn = 0; turn < fillTurns; turn++) {
        for (const size of [1 << 20, 4096]) await fillWith(file, Buffer.alloc(size));
        await file.sync().catch(() => undefined);
      }
    } finally {
      await file.close();
    }
  }

  async makeRoom(): Promise<void> {
    await rm(this.#filler, { force: true });
  }

  /** As the kernel does after an error of the disk: even a file that is open takes nothing more. */
  async makeReadOnly(): Promise<void> {
    await run('mount', ['-o', 'remount,abort', this.directory]).catch(() => undefined);
  }

  /**
   * As a person mends it, in another machine: whoever copied the mounts of this one meanwhile, as a node of a lab does, keeps
   * the file system that failed, and mounting the same image again would show that.
   */
  async mountAgain(): Promise<void> {
    await run('umount', [this.directory]);
    const failed = this.#image;
    this.#image = `${failed}.mended`;
    await copyFile(failed, this.#image);
    // It ends with 1 where it has mended something.
    await run('e2fsck', ['-f', '-y', this.#image]).catch(() => undefined);
    await this.#mount();
  }

  async remove(): Promise<void> {
    await run('umount', ['--lazy', this.directory]);
  }

  async #mount(): Promise<void> {
    await run('mount', ['-o', 'loop,noatime', this.#image, this.directory]);
  }
}

async function fillWith(file: FileHandle, piece: Buffer): Promise<void> {
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
