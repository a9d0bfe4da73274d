/**
 * What guests do to a server in a benchmark, from a process of its own: their worst, or watching in large numbers. It goes
 * on until it is told to end, and then says what became of it.
 */
import { connect, type Socket as NetSocket } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import type { EntryBatch } from '@/lib/protocol/entry-batch';
import type { ClientEvents, ServerEvents } from '@/lib/protocol/socket';

export interface GuestsTask {
  /** `busy` asks nothing, and takes as much of the machine as the worst. */
  readonly kind: 'worst' | 'viewers' | 'busy';
  readonly origin: string;
  /** The token of a link to the run that is measured, and the run's id. */
  readonly link: string;
  readonly runId: string;
  /** That of a link to a large run that is over. */
  readonly largeLink: string;
  readonly viewers: number;
}

export type GuestsReport = Readonly<Record<string, number>>;

type Guest = Socket<ServerEvents, ClientEvents>;

const watchesPerSecond = 10_000;
const downloads = 4;
const bareConnections = 500;
const pictures = 2;
const pages = 2;

/** How often the flood is brought up to its rate. */
const floodMs = 10;

const task = JSON.parse(process.argv[2] ?? '') as GuestsTask;
const counts: Record<string, number> = {};
const ending = new AbortController();
/** Entries that each viewer has. */
const nexts = new Map<number, number>();

function count(name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

function guest(isBack: boolean): Guest {
  return io(task.origin, {
    ...{ forceNew: true, transports: ['websocket'], auth: { share: task.link } },
    ...{ reconnection: isBack, reconnectionDelay: 50, reconnectionDelayMax: 50, randomizationFactor: 0 },
  });
}

/** A socket that asks as fast as it can, and comes back at once when it is thrown out. */
function floodWatches(): void {
  let socket = guest(true);
  const renew = () => {
    count('timesThrownOut');
    socket.disconnect();
    socket = guest(true);
    socket.on('disconnect', renew);
  };
  socket.on('disconnect', renew);
  setInterval(() => {
    if (!socket.connected) return;
    for (let i = 0; i < (watchesPerSecond * floodMs) / 1000; i++) {
      count('watchesAsked');
      socket.emit('watch', { runId: task.runId, from: 0 }, ({ ok }) =>
        count(ok ? 'watchesAnswered' : 'watchesRefused'),
      );
    }
  }, floodMs);
}

async function repeat(name: string, path: string): Promise<void> {
  while (!ending.signal.aborted) {
    try {
      const answer = await fetch(`${task.origin}${path}`, { signal: ending.signal });
      for await (const piece of answer.body ?? []) count(`${name}Bytes`, piece.length);
      count(`${name}${answer.status}`);
      if (answer.status === 503) await new Promise((resolve) => setTimeout(resolve, 100));
    } catch {
      count(`${name}Broken`);
    }
  }
}

/** Connected to the stream without a word, and again as soon as it is thrown out. */
function holdBare(): void {
  const { hostname, port, host } = new URL(task.origin);
  const lines = [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    ...[`Host: ${host}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const open = () => {
    if (ending.signal.aborted) return;
    count('bareOpened');
    const socket: NetSocket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.on('data', () => undefined);
    socket.once('close', () => setTimeout(open, 1000));
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  };
  for (let i = 0; i < bareConnections; i++) setTimeout(open, i);
}

/** Each counts what it has of the journal, by the numbers that every batch says. */
function watch(): void {
  const socket = guest(true);
  let next = 0;
  socket.on('connect', () =>
    socket.emit('watch', { runId: task.runId, from: next }, ({ ok }) =>
      count(ok ? 'viewersWatching' : 'viewersRefused'),
    ),
  );
  socket.on('disconnect', () => count('viewersDropped'));
  socket.on('entries', ({ chunks }: EntryBatch, acknowledge) => {
    for (const { from, count: entries } of chunks) {
      if (from > next) count('entriesMissing', from - next);
      // The first chunk after a watch may begin before what the viewer has.
      if (from + entries <= next) count('entriesRepeated', entries);
      next = Math.max(next, from + entries);
    }
    nexts.set(place, next);
    count('batches');
    acknowledge();
  });
  const place = nexts.size;
  nexts.set(place, 0);
}

/** Nine tenths of a core. */
function spin(): void {
  const untilMs = performance.now() + 9;
  while (performance.now() < untilMs);
}

if (task.kind === 'busy') {
  setInterval(spin, 10);
} else if (task.kind === 'worst') {
  floodWatches();
  for (let i = 0; i < downloads; i++) void repeat('history', `/api/share/${task.largeLink}/history.edn`);
  for (let i = 0; i < pictures; i++) void repeat('picture', `/share/${task.link}/opengraph-image`);
  for (let i = 0; i < pages; i++) void repeat('page', `/share/${task.link}`);
  holdBare();
} else {
  for (let i = 0; i < task.viewers; i++) setTimeout(watch, 4 * i);
}

process.on('message', (message: { readonly entries?: number }) => {
  if (message.entries === undefined) return end();
  // Until everyone has what there is.
  const { entries } = message;
  const timer = setInterval(() => {
    counts.minEntries = Math.min(...nexts.values());
    if (counts.minEntries < entries) return;
    clearInterval(timer);
    end();
  }, 50);
  setTimeout(end, 60_000).unref();
});

function end(): void {
  ending.abort();
  process.send?.(counts, () => process.exit(0));
}
