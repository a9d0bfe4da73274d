/**
 * A whole test of real etcd on a lab of this machine, as a person starts it: from the command that starts the server to
 * the verdict. Twice, because the first time fetches what the second finds; both make the lab anew.
 */

import { present } from '@/lib/base/assert';
import { pairOperations } from '@/lib/history/operations';
import { planSchema } from '@/lib/plan/plan';
import { presetNamed } from '@/lib/plan/presets';
import { type Entry, isOp, type Phase, type RunEvent } from '@/lib/protocol/entry';
import { labSupport } from '../lab/support';
import { type Bench, type Figure, rounded } from './figure';
import { latencyOf, latencyText } from './latency';
import { withDirectory, withServed } from './served';

const preset = present(presetNamed('etcd-register'), 'the preset of the post');

const seed = 1;

/** Set-up is what the first time is about. */
const shortPlan = planSchema.parse({
  ...preset.plan,
  load: { ...preset.plan.load, timeLimitSeconds: 1 },
  faults: [],
  recoverySeconds: 0,
  seed,
});

export const labRun: Bench = {
  name: 'lab',
  about: 'etcd-register on five real nodes of this machine, from the command to the verdict',
  async obstacle() {
    const support = await labSupport();
    return support.ok ? undefined : support.reason;
  },
  run: (report) =>
    withDirectory(async (directory) => {
      const first = await executeTimed(directory, shortPlan);
      const second = await executeTimed(directory, planSchema.parse({ ...preset.plan, seed }));
      for (const figure of figuresOf(first, second)) report(figure);
    }),
};

/** One run in a server of its own. Wall clocks, milliseconds since 1970. */
interface TimedRun {
  readonly commandMs: number;
  readonly submittedMs: number;
  readonly entries: readonly Entry[];
}

async function executeTimed(directory: string, plan: typeof shortPlan): Promise<TimedRun> {
  const commandMs = Date.now();
  return withServed(directory, async ({ host }) => {
    const submittedMs = Date.now();
    const { id } = await host.submit(plan);
    const entries: Entry[] = [];
    await host.follow(id, (fresh) => entries.push(...fresh));
    return { commandMs, submittedMs, entries };
  });
}

function figuresOf(first: TimedRun, second: TimedRun): readonly Figure[] {
  const whole = endMs(second) - second.commandMs;
  const ran = phaseMs(second, 'running');
  return [
    seconds(
      'lab of 5 nodes up',
      stepMs(second, (title) => title.startsWith('Make the lab')),
      {
        goalSeconds: 5,
        besides: { 'first time': stepMs(first, (title) => title.startsWith('Make the lab')) },
      },
    ),
    seconds(
      'etcd on 5 nodes ready',
      stepMs(second, (title) => title.startsWith('Start etcd')),
      {
        goalSeconds: 10,
        besides: { 'first time': stepMs(first, (title) => title.startsWith('Start etcd')) },
      },
    ),
    seconds('command to first operation', firstOperationMs(second) - second.commandMs, {
      goalSeconds: 15,
      besides: {
        'first time': firstOperationMs(first) - first.commandMs,
        'of it server start': second.submittedMs - second.commandMs,
      },
    }),
    seconds('the 30 s test in all', whole, {
      goalSeconds: 60,
      besides: {
        'of it running': ran,
        'tear-down': phaseMs(second, 'tear-down'),
        checking: phaseMs(second, 'checking'),
      },
    }),
    operationsOf(second),
  ];
}

interface Against {
  readonly goalSeconds: number;
  readonly besides: Readonly<Record<string, number>>;
}

function seconds(name: string, durationMs: number, { goalSeconds, besides }: Against): Figure {
  const parts = Object.entries(besides).map(([what, partMs]) => [what, rounded(partMs / 1000)] as const);
  return {
    name,
    figure: `${rounded(durationMs / 1000)} s`,
    comparison: [`goal ≤ ${goalSeconds} s`, ...parts.map(([what, part]) => `${what} ${part} s`)].join('; '),
    data: { seconds: rounded(durationMs / 1000), goalSeconds, ...Object.fromEntries(parts) },
  };
}

/** What a client saw; the plan asks for one operation a second of each worker, so nothing waits for anything. */
function operationsOf({ entries }: TimedRun): Figure {
  const operations = pairOperations(entries.filter(isOp));
  const latency = (isWanted: (f: string) => boolean) =>
    latencyOf(
      operations.flatMap(({ invocation, completion }) =>
        completion?.type === 'ok' && isWanted(invocation.f) ? [(completion.time - invocation.time) / 1e6] : [],
      ),
    );
  const changes = latency((f) => f !== 'read');
  const reads = latency((f) => f === 'read');
  return {
    name: 'write or cas that was ok',
    figure: `${latencyText(changes)} (${changes.count} ops)`,
    comparison: `local read: ${latencyText(reads)} (${reads.count} ops)`,
    data: { ...changes, readP50Ms: reads.p50Ms, readP95Ms: reads.p95Ms, readMaxMs: reads.maxMs },
  };
}

function eventsOf({ entries }: TimedRun): readonly RunEvent[] {
  return entries.filter((entry) => !isOp(entry));
}

/** From the beginning of the first of these steps to the end of the last. */
function stepMs(run: TimedRun, isWanted: (title: string) => boolean): number {
  const steps = eventsOf(run).filter((event) => event.type === 'step' && isWanted(event.title));
  return present(steps.at(-1), 'the end of a step').at - present(steps[0], 'the beginning of a step').at;
}

function phaseMs(run: TimedRun, phase: Phase): number {
  const phases = eventsOf(run).filter((event) => event.type === 'phase');
  const place = phases.findIndex((event) => event.phase === phase);
  return present(phases[place + 1], `what follows ${phase}`).at - present(phases[place], phase).at;
}

function firstOperationMs(run: TimedRun): number {
  const start = present(
    eventsOf(run).find((event) => event.type === 'start'),
    'the start of the ops',
  );
  return start.at + present(run.entries.find(isOp), 'an operation').time / 1e6;
}

function endMs(run: TimedRun): number {
  return present(
    eventsOf(run).findLast((event) => event.type === 'outcome'),
    'an outcome',
  ).at;
}
