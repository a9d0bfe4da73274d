/** Every way in which a server is made to end, or is hurt and must go on, and what must come of it. */
import { execFile } from 'node:child_process';
import { access, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { SmallDisk } from './disk';
import type { Hurt } from './inside';
import { descriptorsOf } from './outside';
import type { SoakedServer, StartOptions } from './server';
import type { State } from './states';

const run = promisify(execFile);

export interface Scene {
  readonly server: SoakedServer;
  readonly disk: SmallDisk | undefined;
  /** The server's data. */
  readonly directory: string;
  /** Of the clock that the server sees. */
  readonly clockFile: string;
}

export type Expected =
  | {
      readonly kind: 'ends';
      /** One of these; the name of a signal where it must not end by itself. */
      readonly exits: readonly (number | string)[];
      readonly withinMs: number;
    }
  /** It answers, and whatever it does comes to an end by itself or goes on; after that it ends well when it is asked to. */
  | { readonly kind: 'goes on'; readonly mustRunEnd: boolean; readonly exits: readonly (number | string)[] };

export interface Ending {
  readonly name: string;
  readonly expected: Expected;
  readonly needsDisk?: boolean;
  readonly start?: (directory: string) => Partial<StartOptions>;
  obstacle?(): Promise<string | undefined>;
  isFor?(state: State): boolean;
  act(scene: Scene): Promise<void>;
  /** Undoes what it was hurt with, where that can be undone while the server lives. */
  cure?(scene: Scene): Promise<void>;
  /** Before the next server is started. */
  mend?(scene: Scene): Promise<void>;
}

/** Whatever anybody does meanwhile. */
export const endLimitMs = 10_000;
const atOnceMs = 2_000;
/** Before it is asked to end. */
const hungMs = 3_000;

const endsWell: Expected = { kind: 'ends', exits: [0], withinMs: endLimitMs };
const goesOn: Expected = { kind: 'goes on', mustRunEnd: false, exits: [0] };
const losesRun: Expected = { kind: 'goes on', mustRunEnd: true, exits: [0] };

function bySignal(name: string, signal: NodeJS.Signals, expected: Expected = endsWell): Ending {
  return { name, expected, act: async ({ server }) => server.signal(signal) };
}

function hurt(name: string, order: Hurt, expected: Expected, isFor?: (state: State) => boolean): Ending {
  return { name, expected, ...(isFor && { isFor }), act: async ({ server }) => server.hurt(order) };
}

/** It answers nothing any more; the server then ends by force of its own limits, and says so. */
const hungStore: Ending = {
  name: 'store thread hangs, then SIGTERM',
  expected: { kind: 'ends', exits: [255], withinMs: endLimitMs + hungMs },
  async act({ server }) {
    server.hurt({ how: 'hang', thread: 'store-worker' });
    await pause(hungMs);
    server.signal('SIGTERM');
  },
};

const isJudging = ({ name }: State) => name === 'checking' || name === 'explaining';

const twice: Ending = {
  name: 'SIGINT twice',
  expected: { kind: 'ends', exits: [130], withinMs: atOnceMs },
  async act({ server }) {
    server.signal('SIGINT');
    // The second is a person's, not a doubled first.
    await pause(500);
    server.signal('SIGINT');
  },
};

const closedTerminal: Ending = {
  name: 'closed terminal',
  // The shell gives 128 and the number of the signal.
  expected: { kind: 'ends', exits: [0, 129], withinMs: endLimitMs },
  start: () => ({ output: 'terminal' }),
  act: async ({ server }) => server.closeTerminal(),
};

const terminalGone: Ending = {
  name: 'EIO of the output',
  // Node cannot put the terminal back as it was, and ends by the signal that tells of a closed one.
  expected: { ...goesOn, exits: [0, 129] },
  start: () => ({ output: 'foreign-terminal', environment: { CLEW_LOG: 'debug' } }),
  act: async ({ server }) => server.closeTerminal(),
};

const readerGone: Ending = {
  name: 'EPIPE of the output',
  expected: goesOn,
  start: () => ({ environment: { CLEW_LOG: 'debug' } }),
  act: async ({ server }) => server.closeReaders(),
};

const fullDisk: Ending = {
  name: 'full disk',
  expected: losesRun,
  needsDisk: true,
  act: async ({ disk }) => disk?.fill(),
  cure: async ({ disk }) => disk?.makeRoom(),
};

/** Output into a file on the disk that is full, too. */
const fullDiskOfLog: Ending = {
  ...fullDisk,
  name: 'full disk, with the log on it',
  start: (directory) => ({
    output: 'file',
    outputFile: join(directory, 'serve.log'),
    environment: { CLEW_LOG: 'debug' },
  }),
};

const fullDiskUntilEnd: Ending = { ...fullDisk, name: 'full disk until the end', cure: async () => undefined };

const readOnly: Ending = {
  name: 'read-only directory',
  expected: losesRun,
  needsDisk: true,
  act: async ({ disk }) => disk?.makeReadOnly(),
  mend: async ({ disk }) => disk?.mountAgain(),
};

/** Within the ten seconds after which it looks, and those in which it ends. */
const removedDirectory: Ending = {
  name: 'lock of the directory taken',
  expected: { kind: 'ends', exits: [255], withinMs: 2 * endLimitMs + atOnceMs },
  act: ({ directory }) => rm(join(directory, 'store/database.lock'), { recursive: true }),
};

const fakeTimeLibrary = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';

function clockSet(name: string, offset: string): Ending {
  return {
    name,
    expected: goesOn,
    obstacle: () =>
      access(fakeTimeLibrary).then(
        () => undefined,
        () => 'the Debian package faketime is missing',
      ),
    start: (directory) => ({
      environment: {
        LD_PRELOAD: fakeTimeLibrary,
        FAKETIME_TIMESTAMP_FILE: join(directory, 'clock'),
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        FAKETIME_CACHE_DURATION: '1',
      },
    }),
    async act({ clockFile }) {
      await writeFile(clockFile, offset);
      await pause(15_000);
    },
  };
}

const suspended: Ending = {
  name: 'SIGSTOP for 60 s',
  expected: goesOn,
  async act({ server }) {
    server.signal('SIGSTOP');
    await pause(60_000);
    server.signal('SIGCONT');
  },
};

/** More than are left. */
const connectionCount = 40;

const noDescriptors: Ending = {
  name: 'out of descriptors',
  expected: goesOn,
  async act({ server }) {
    await run('prlimit', ['--pid', String(server.pid), `--nofile=${(await descriptorsOf(server.pid)) + 3}:`]);
    const { hostname, port } = new URL(server.client.origin);
    const sockets = Array.from({ length: connectionCount }, () => connect(Number(port), hostname));
    for (const socket of sockets) socket.on('error', () => undefined);
    held.set(server, sockets);
    await pause(8_000);
  },
  async cure({ server }) {
    for (const socket of held.get(server) ?? []) socket.destroy();
  },
};

const held = new WeakMap<SoakedServer, readonly Socket[]>();

const killed: Expected = { kind: 'ends', exits: ['SIGKILL'], withinMs: atOnceMs };

export const endings: readonly Ending[] = [
  bySignal('SIGTERM', 'SIGTERM'),
  bySignal('SIGINT', 'SIGINT'),
  twice,
  bySignal('SIGHUP', 'SIGHUP'),
  closedTerminal,
  terminalGone,
  readerGone,
  fullDisk,
  fullDiskUntilEnd,
  fullDiskOfLog,
  readOnly,
  removedDirectory,
  hurt('store thread ends', { how: 'exit', thread: 'store-worker' }, goesOn),
  hurt('store thread throws', { how: 'throw', thread: 'store-worker' }, goesOn),
  hurt('store thread out of memory', { how: 'exhaust', thread: 'store-worker' }, goesOn),
  hungStore,
  hurt('check thread ends', { how: 'exit', thread: 'check-worker' }, losesRun, isJudging),
  hurt('check thread out of memory', { how: 'exhaust', thread: 'check-worker' }, losesRun, isJudging),
  clockSet('clock a day forward', '+1d'),
  clockSet('clock a day back', '-1d'),
  suspended,
  noDescriptors,
  hurt('uncaught exception', { how: 'throw' }, { kind: 'ends', exits: [255], withinMs: endLimitMs }),
  hurt('unhandled rejection', { how: 'reject' }, { kind: 'ends', exits: [255], withinMs: endLimitMs }),
  bySignal('kill -9', 'SIGKILL', killed),
];
