/** Whole runs on the in-memory system, with parts of them replaced, and what they left. */

import { expect } from 'vitest';
import { check } from '@/lib/checker/linearizable/check';
import type { Verdict } from '@/lib/checker/linearizable/verdict';
import { type History, isClientOp, type Op } from '@/lib/history/op';
import { findModel } from '@/lib/model/registry';
import { type PlanInput, planSchema } from '@/lib/plan/plan';
import { type Entry, isOp, type Outcome, type RunEvent } from '@/lib/protocol/entry';
import { verdictIn } from '@/lib/protocol/judgement';
import { judgedHistory } from '../judge/judged-history.fixture';
import type { NodeLog } from '../systems/kit/client';
import type { Capabilities } from '../testbed/capabilities';
import { memoryTestbed } from '../testbed/memory/testbed';
import type { Testbed } from '../testbed/testbed';
import type { FaultDesk } from './by-hand';
import { judgedAtEnd } from './judged-at-end.fixture';
import { executeRun } from './run';

type Overrides = Partial<Omit<PlanInput, 'system' | 'cluster'>> & { bugs?: Record<string, number> };

/** Shorter than a person may ask for, where a moment is enough. */
export function briefPlan(overrides: Overrides = {}) {
  const plan = memoryPlan(overrides);
  return { ...plan, load: { ...plan.load, timeLimitSeconds: 0.1 } };
}

export function memoryPlan({ bugs, ...overrides }: Overrides = {}) {
  return planSchema.parse({
    name: 'memory',
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory', bugs },
    client: { readLevel: 'quorum', timeoutMs: 100 },
    load: { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: 1 },
    faults: [],
    recoverySeconds: 0,
    seed: 7,
    ...overrides,
  });
}

export interface Watched {
  readonly outcome: Outcome;
  readonly entries: readonly Entry[];
  readonly events: readonly RunEvent[];
  readonly history: History;
  readonly logs: readonly NodeLog[];
}

export interface Watching {
  /** Called with each entry; may stop the run. */
  readonly onEntry?: (entry: Entry, stop: () => void) => void;
  readonly testbed?: Partial<Testbed>;
  readonly desk?: FaultDesk;
  readonly capabilities?: Partial<Capabilities>;
  readonly check?: (history: History, onProgress: unknown, signal: AbortSignal) => Promise<Verdict>;
}

/** A testbed with some of its parts replaced. */
export function patched(testbed: Testbed, parts: Partial<Testbed>): Testbed {
  return {
    nodes: testbed.nodes,
    capability: (name) => testbed.capability(name),
    setUp: (report, signal) => testbed.setUp(report, signal),
    openClient: (node) => testbed.openClient(node),
    openStatusProbe: (node) => testbed.openStatusProbe?.(node),
    collectLogs: (report) => testbed.collectLogs(report),
    tearDown: (report) => testbed.tearDown(report),
    ...parts,
  };
}

function withCapabilities(capabilities: Partial<Capabilities> | undefined): Partial<Testbed> {
  return capabilities === undefined ? {} : { capability: (name) => capabilities[name] };
}

export async function judge(history: History): Promise<Verdict> {
  const model = findModel('cas-register', null);
  if (!model) throw new Error('no cas-register');
  return check(history, model, { timeLimitMs: 10_000, memoryLimitMb: 512 }, { now: () => performance.now() });
}

export async function watch(plan: ReturnType<typeof memoryPlan>, watching: Watching = {}): Promise<Watched> {
  const entries: Entry[] = [];
  const savedLogs: NodeLog[] = [];
  const controller = new AbortController();
  const outcome = await executeRun({
    plan,
    testbed: patched(memoryTestbed(plan), { ...watching.testbed, ...withCapabilities(watching.capabilities) }),
    append(entry) {
      entries.push(entry);
      watching.onEntry?.(entry, () => controller.abort());
    },
    judge: judgedAtEnd(async (logs, { onProgress }, signal) => {
      const history = entries.filter(isOp);
      const verdict = await (watching.check ?? judge)(history, onProgress, signal);
      return judgedHistory(plan, history, logs, verdict);
    }),
    saveLogs: async (saved) => {
      savedLogs.push(...saved);
    },
    ...(watching.desk && { desk: watching.desk }),
    stop: controller.signal,
  });
  const events = entries.filter((entry): entry is RunEvent => !isOp(entry));
  return { outcome, entries, events, history: entries.filter(isOp), logs: savedLogs };
}

export function phasesOf({ events }: Watched): readonly string[] {
  return events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));
}

export function messagesOf({ events }: Watched): readonly string[] {
  return events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
}

export function doneSteps({ events }: Watched): readonly string[] {
  return events.flatMap((event) => (event.type === 'step' && event.state === 'done' ? [event.title] : []));
}

export function validity({ outcome }: Watched) {
  return outcome.kind === 'verdict' ? verdictIn(outcome)?.valid : outcome;
}

/** The laws that every history keeps, whatever happened. */
export function expectLawful(history: History): void {
  const open = new Map<Op['process'], Op>();
  const crashed = new Set<Op['process']>();
  for (const [i, op] of history.entries()) {
    expect(op.index).toBe(i);
    expect(op.time).toBeGreaterThanOrEqual(history[i - 1]?.time ?? 0);
    if (!isClientOp(op)) continue;
    expect(crashed.has(op.process)).toBe(false);
    expect(open.has(op.process)).toBe(op.type !== 'invoke');
    if (op.type === 'invoke') open.set(op.process, op);
    else {
      expect(op.node).toMatch(/^n[1-5]$/);
      open.delete(op.process);
    }
    if (op.type === 'info') crashed.add(op.process);
  }
  expect([...open.values()]).toEqual([]);
}

export const partitions: NonNullable<PlanInput['faults']> = [
  { name: 'partition-random-halves', restSeconds: 0.1, durationSeconds: 0.4 },
];
