import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wholeText } from '@/lib/base/wording';
import type { Entry } from '@/lib/protocol/entry';
import { type NodeReport, type NodeStatus, statusIntervalMs } from '@/lib/protocol/node-status';
import { StatusPoll } from './status-poll';

const leader: NodeStatus = { role: 'leader', leader: 'n1', term: 1, index: 1 };
const follower: NodeStatus = { role: 'follower', leader: 'n1', term: 1, index: 1 };

type Answer = () => Promise<NodeStatus>;

let poll: StatusPoll | undefined;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await poll?.close();
  vi.useRealTimers();
});

/** Nodes that answer as they are told to, on a clock that only the test turns. */
function watch(answers: Record<string, Answer>) {
  const entries: (readonly [number, Readonly<Record<string, NodeReport>>])[] = [];
  const warnings: string[] = [];
  const asked: string[] = [];
  const started = Date.now();
  poll = new StatusPoll({
    testbed: {
      nodes: ['n1', 'n2'],
      openStatusProbe: (node) => ({
        ask: () => {
          asked.push(node);
          return (answers[node] as Answer)();
        },
        close: async () => undefined,
      }),
    },
    nowNanos: () => (Date.now() - started) * 1e6,
    append: (entry: Entry) => {
      if ('nodes' in entry) entries.push([entry.time / 1e6, entry.nodes]);
    },
    warn: (message) => void warnings.push(wholeText(message)),
  });
  return { entries, warnings, asked, answers };
}

const never: Answer = () => new Promise(() => undefined);

describe('asking the nodes', () => {
  it('writes down at once what each says, and later only what changed', async () => {
    const { entries, answers } = watch({ n1: async () => leader, n2: async () => follower });
    await vi.advanceTimersByTimeAsync(3 * statusIntervalMs + 1);
    expect(entries).toEqual([[0, { n1: leader, n2: follower }]]);
    answers.n2 = async () => ({ ...follower, index: 2 });
    await vi.advanceTimersByTimeAsync(statusIntervalMs);
    expect(entries.slice(1)).toEqual([[4 * statusIntervalMs, { n2: { ...follower, index: 2 } }]]);
  });

  it('takes no more for a name, and nothing else, than a person reads', async () => {
    const { entries } = watch({
      n1: async () => ({ ...leader, leader: `\x1b[2J${'n'.repeat(100_000)}` }),
      n2: async () => follower,
    });
    await vi.advanceTimersByTimeAsync(1);
    const [, { n1 } = {}] = entries[0] ?? [];
    expect(n1).toEqual({ ...leader, leader: `␛[2J${'n'.repeat(96)}… (cut; 100,004 characters in all)` });
  });

  it('holds up nobody for a node that does not answer, which is unreachable after its limit and not asked twice', async () => {
    const { entries, asked } = watch({ n1: async () => leader, n2: never });
    await vi.advanceTimersByTimeAsync(2 * statusIntervalMs - 1);
    expect(entries).toEqual([[0, { n1: leader }]]);
    await vi.advanceTimersByTimeAsync(10 * statusIntervalMs);
    expect(entries.slice(1).map(([, nodes]) => nodes)).toEqual([{ n2: 'unreachable' }]);
    expect(asked.filter((node) => node === 'n2')).toHaveLength(1);
    expect(asked.length).toBeGreaterThan(10);
  });

  it('hears a node again that answers again', async () => {
    const refused: Answer = () => Promise.reject(new Error('connection refused'));
    const { entries, answers, warnings } = watch({ n1: async () => leader, n2: refused });
    await vi.advanceTimersByTimeAsync(4 * statusIntervalMs);
    answers.n2 = async () => follower;
    await vi.advanceTimersByTimeAsync(statusIntervalMs);
    expect(entries.map(([, nodes]) => nodes.n2)).toEqual(['unreachable', follower]);
    expect(warnings).toEqual(['Asking the nodes for their status: connection refused; the test goes on']);
  });

  it('knows who leads, of two the one of the later term, until it was not heard of for 2 s', async () => {
    const old: NodeStatus = { role: 'leader', leader: 'n2', term: 3, index: 1 };
    const { answers } = watch({ n1: async () => ({ ...leader, term: 4 }), n2: async () => old });
    expect(poll?.leader()).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(poll?.leader()).toBe('n1');
    answers.n1 = never;
    await vi.advanceTimersByTimeAsync(1000);
    expect(poll?.leader()).toBe('n1');
    await vi.advanceTimersByTimeAsync(1500);
    expect(poll?.leader()).toBe('n2');
    answers.n2 = async () => ({ role: 'candidate', term: 5 });
    await vi.advanceTimersByTimeAsync(statusIntervalMs);
    expect(poll?.leader()).toBeUndefined();
  });

  it('writes nothing after it was closed', async () => {
    let answer: (status: NodeStatus) => void = () => undefined;
    const slow: Answer = () => new Promise((resolve) => (answer = resolve));
    const { entries } = watch({ n1: async () => leader, n2: slow });
    await vi.advanceTimersByTimeAsync(1);
    await poll?.close();
    expect(entries).toEqual([[0, { n1: leader }]]);
    answer(follower);
    await vi.advanceTimersByTimeAsync(10 * statusIntervalMs);
    expect(entries).toHaveLength(1);
  });
});
