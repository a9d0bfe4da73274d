/** The steps of a phase: a row a step, a cell a node, each with the time it took. */
import type { RunStep } from '@/lib/protocol/run-state';
import { elapsedWords } from '@/lib/report/run-words';

interface PhaseStepsProps {
  readonly steps: readonly RunStep[];
  readonly now: number;
}

export function PhaseSteps({ steps, now }: PhaseStepsProps) {
  const rows = byTitle(steps);
  if (rows.length === 0) return null;
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 px-4 pb-3 text-13 sm:grid-cols-[minmax(10rem,auto)_1fr] lg:px-6">
      {rows.map(({ title, cells }) => (
        <div key={title} className="contents">
          <dt className="py-0.5">{title}</dt>
          <dd>
            <ul className="flex flex-wrap gap-x-4 gap-y-1">
              {cells.map((step) => (
                <Cell key={step.id} step={step} now={now} />
              ))}
            </ul>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const marks = { started: '…', done: '✓', failed: '✗' } as const;
const words = { started: 'running', done: 'done', failed: 'failed' } as const;
const inks = { started: 'text-accent', done: 'text-valid', failed: 'text-invalid' } as const;

function Cell({ step, now }: { readonly step: RunStep; readonly now: number }) {
  const elapsedMs = (step.endedAt ?? now) - step.startedAt;
  return (
    <li className="flex min-w-24 items-baseline gap-1.5 py-0.5">
      <span aria-hidden="true" className={`w-3 font-mono ${inks[step.state]}`}>
        {marks[step.state]}
      </span>
      <span className="sr-only">{words[step.state]}</span>
      {step.node && <span className="font-mono">{step.node}</span>}
      <span className="whitespace-nowrap font-mono text-12 text-muted">{elapsedWords(elapsedMs)}</span>
      {step.detail && <span className="text-muted [overflow-wrap:anywhere]">{step.detail}</span>}
    </li>
  );
}

interface StepRow {
  readonly title: string;
  readonly cells: readonly RunStep[];
}

/** Rows in the order in which they first began; the nodes of a row by name. */
function byTitle(steps: readonly RunStep[]): readonly StepRow[] {
  const rows = new Map<string, RunStep[]>();
  for (const step of steps) {
    const cells = rows.get(step.title);
    if (cells) cells.push(step);
    else rows.set(step.title, [step]);
  }
  return [...rows].map(([title, cells]) => ({
    title,
    cells: cells.sort((a, b) => (a.node ?? '').localeCompare(b.node ?? '', 'en', { numeric: true })),
  }));
}
