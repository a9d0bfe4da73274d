'use client';
/** What will happen, in a picture and in words, before it does; and the button that makes it so. */
import type { ReactNode } from 'react';
import { commandFor, curlFor, hasSecret } from '@/lib/plan/command';
import { huntRepeats } from '@/lib/plan/experiment-document';
import type { Plan } from '@/lib/plan/plan';
import { planWords } from '@/lib/plan/plan-words';
import { Button } from '../ui/button';
import { useLast } from '../ui/use-last';
import { CopyCommands } from './copy-commands';
import { SchedulePicture } from './schedule-picture';

interface PreviewProps {
  /** Undefined while the draft is no plan. */
  readonly plan: Plan | undefined;
  readonly isLaunching: boolean;
  readonly failure: string | undefined;
  readonly hunt: () => void;
  /** Has the clock start it; see `byClock`. */
  readonly schedule: () => void;
  /** What the button for that says. */
  readonly byClock: string;
  /** What is wrong, before the buttons. */
  readonly children: ReactNode;
}

export function Preview({ plan, isLaunching, failure, hunt, schedule, byClock, children }: PreviewProps) {
  const shown = useLast(plan);
  return (
    <section
      aria-label="Preview"
      className="flex flex-col gap-4 rounded-6 border border-line bg-raised p-4 lg:sticky lg:top-4"
    >
      <div className={plan ? '' : 'opacity-50'}>{shown && <SchedulePicture plan={shown} />}</div>
      {plan && <p>{planWords(plan)}.</p>}
      {children}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" disabled={isLaunching} aria-keyshortcuts="Control+Enter Meta+Enter">
          {isLaunching ? 'Launching' : 'Launch'}
        </Button>
        <Button
          disabled={isLaunching}
          title={`Again and again, each time with a new seed, until a run is invalid; at most ${huntRepeats} times`}
          onClick={hunt}
        >
          Repeat until invalid
        </Button>
        <Button disabled={isLaunching} title="Every night, or whenever you say" onClick={schedule}>
          {byClock}
        </Button>
        <span className="ml-auto hidden text-12 text-muted lg:inline">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </span>
      </div>
      <CopyCommands
        isDisabled={!plan}
        command={() => (plan ? commandFor(plan) : '')}
        curl={(origin) => (plan ? curlFor(plan, origin) : '')}
        hasSecret={plan !== undefined && hasSecret(plan)}
      />
      <p role="alert" className="text-13 text-invalid empty:hidden">
        {failure}
      </p>
    </section>
  );
}
