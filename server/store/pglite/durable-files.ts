/**
 * The files of the database, on the disk when PostgreSQL wants them there. PGlite runs PostgreSQL without fsync, because the
 * file system of its sandbox has none; the one of Node does. So what was acknowledged is there after a power cut, and after a
 * disk that failed under the database: its log is on the disk before its tables are, and repairs them at the next start.
 */
import { fsyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** `-F` is: no fsync. The log is synchronised by fsync because Emscripten's fdatasync does nothing. */
export const durableParams: readonly string[] = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
];

/** What Emscripten looks for, and does not declare. */
interface NodeFileSystem {
  readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number };
  convertNodeCode(error: unknown): number;
}

interface Sandbox {
  readonly NODEFS: NodeFileSystem;
  readonly FS: { readonly ErrnoError: new (errno: number) => Error };
}

type Init = NodeFS['init'];

/** What ends PostgreSQL is told on its standard error alone. */
const lastWords = /^.*(?:FATAL|PANIC): +/;

export class DurableFiles extends NodeFS {
  /** Why PostgreSQL ended, in its own words; undefined while it did not say. */
  ending: string | undefined;

  override async init(...[database, options]: Parameters<Init>): ReturnType<Init> {
    const { emscriptenOpts } = await super.init(database, options);
    const addSync = (module: unknown) => {
      const { NODEFS, FS } = module as Sandbox;
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        try {
          fsyncSync(nfd);
          return 0;
        } catch (error) {
          throw new FS.ErrnoError(NODEFS.convertNodeCode(error));
        }
      };
    };
    const printErr = (line: string) => {
      if (lastWords.test(line)) this.ending = line.replace(lastWords, '');
    };
    return { emscriptenOpts: { ...emscriptenOpts, printErr, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } };
  }
}
