'use client';
/** The evidence, behind tabs. Only the open tab exists. */
import { Tabs } from 'radix-ui';
import { memo, type ReactNode } from 'react';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import { isImported } from '@/lib/plan/imported-plan';
import type { Judgement } from '@/lib/protocol/entry';
import { otherFindings, verdictIn } from '@/lib/protocol/judgement';
import { usePart } from '../../ui/deferred';
import { Skeleton } from '../../ui/skeleton';
import { type DockProps, dockParts } from './dock-parts';
import { type DockTab, dockTabs } from './dock-tab';
import { PrintedChecks } from './printed-checks';

export const RunDock = memo(function RunDock(props: DockProps) {
  const { run, state, tab, onPlace, bookmarking } = props;
  const judgement = state.outcome?.kind === 'verdict' ? state.outcome : undefined;
  const verdict = judgement && verdictIn(judgement);
  const counterexample = verdict?.valid === false ? verdict.counterexample : undefined;
  const titles: Readonly<Record<DockTab, string>> = {
    report: counterexample?.worlds.shown.length ? worldsTitle(counterexample.worlds) : 'Report',
    checks: checksTitle(judgement),
    log: 'Log',
    charts: 'Latency and rate',
    plan: isImported(run.plan) ? 'Origin' : 'Plan',
    'node-logs': 'Node logs',
    notes: notesTitle(bookmarking.bookmarks.all.length),
  };
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => onPlace({ tab: value as DockTab })}
      id="evidence"
      className="scroll-mt-2"
    >
      <Tabs.List
        aria-label="Evidence"
        className="flex overflow-x-auto overflow-y-hidden border-line border-b bg-raised px-2 lg:px-4 print:hidden"
      >
        {dockTabs.map((name) => (
          <Tab key={name} value={name}>
            {titles[name]}
          </Tab>
        ))}
      </Tabs.List>
      {dockTabs.map((name) => (
        <Tabs.Content key={name} value={name} className="px-4 py-4 lg:px-6">
          <Part name={name} {...props} />
        </Tabs.Content>
      ))}
      {judgement && tab !== 'checks' && <PrintedChecks findings={judgement.findings} />}
    </Tabs.Root>
  );
});

function Part({ name, ...props }: DockProps & { readonly name: DockTab }) {
  const Shown = usePart(dockParts[name], true);
  return Shown ? <Shown {...props} /> : <Skeleton className="h-24 w-full" />;
}

function notesTitle(count: number): string {
  return count === 0 ? 'Notes' : `Notes ${count}`;
}

function worldsTitle({ total, isExact }: Counterexample['worlds']): string {
  return `Worlds ${isExact ? '' : '≥ '}${total.toLocaleString('en-GB')}`;
}

/** With the number of checks that have something to say. */
function checksTitle(judgement: Judgement | undefined): string {
  const told = judgement ? otherFindings(judgement).filter(({ isNoteworthy }) => isNoteworthy).length : 0;
  return told === 0 ? 'Checks' : `Checks ${told}`;
}

function Tab({ value, children }: { readonly value: DockTab; readonly children: ReactNode }) {
  return (
    <Tabs.Trigger
      value={value}
      onPointerEnter={dockParts[value].prepare}
      onFocus={dockParts[value].prepare}
      className="-outline-offset-2 whitespace-nowrap border-transparent border-b-2 px-3 py-2 text-14 text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink forced-colors:border-[Canvas] forced-colors:data-[state=active]:border-[Highlight]"
    >
      {children}
    </Tabs.Trigger>
  );
}
