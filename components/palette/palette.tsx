'use client';
/** Everything that can be gone to or done from here, under a field to type in. */
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { type ReactNode, useRef, useState } from 'react';
import { presets } from '@/lib/plan/presets';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { outcomeTitle } from '@/lib/report/outcome-title';
import { phaseWords, systemTitle } from '@/lib/report/run-words';
import { RelativeTime } from '../ui/relative-time';
import { messageOf, request } from '../ui/request';
import { drawSeed } from '../ui/seed';
import { announce } from '../ui/status-region';
import { type PageAction, pageActions } from './page-actions';
import { useFoundRuns } from './use-found-runs';

const places = [
  { href: '/', title: 'Runs' },
  { href: '/new', title: 'New test' },
  { href: '/experiments/new', title: 'New experiment' },
  { href: '/check', title: 'Import a history' },
  { href: '/compare', title: 'Compare runs' },
  { href: '/clusters', title: 'Clusters' },
  { href: '/schedules', title: 'Schedules' },
  { href: '/links', title: 'Links' },
  { href: '/webhooks', title: 'Webhooks' },
  { href: '/help', title: 'Help' },
  { href: '/api', title: 'HTTP interface' },
  { href: '/sign-out', title: 'Sign out' },
] as const;

/** By which the items are told apart. */
const keyOf = {
  action: (title: string) => `action ${title}`,
  place: (href: string) => `page ${href}`,
  run: (id: string) => `run ${id}`,
  preset: (name: string) => `preset ${name}`,
} as const;

export function Palette({ close }: { readonly close: () => void }) {
  const router = useRouter();
  const [text, setText] = useState('');
  const found = useFoundRuns(text);
  const [actions] = useState(() => offered(document.getElementById('main') ?? document.body));
  const [picked, setPicked] = useState('');
  const shown = {
    actions: fitting(text, text === '' ? actions.slice(0, fewActions) : actions, ({ title }) => title),
    places: fitting(text, places, ({ title }) => title),
    presets: fitting(text, presets, ({ name, title, summary }) => `${title} ${name} ${summary}`),
  };
  const values = [
    ...shown.actions.map(({ title }) => keyOf.action(title)),
    ...shown.places.map(({ href }) => keyOf.place(href)),
    ...found.runs.map(({ id }) => keyOf.run(id)),
    ...shown.presets.map(({ name }) => keyOf.preset(name)),
  ];
  // What is no more to be seen cannot be what Enter chooses.
  const value = values.includes(picked) ? picked : (values[0] ?? '');
  const type = (typed: string) => {
    setText(typed);
    setPicked('');
  };
  /** What was chosen decides where the focus goes, and not the dialog that closes. */
  const chosen = useRef<() => void>(undefined);
  const choose = (act: () => void) => {
    chosen.current = act;
    close();
  };
  const go = (href: string) => choose(() => router.push(href));
  const start = (preset: (typeof presets)[number]) =>
    choose(() => {
      announce(`Starting ${preset.title}.`);
      request(endpoints.launchRun, { body: { ...preset.plan, seed: drawSeed() } }).then(
        ({ id }) => router.push(`/runs/${id}`),
        (error: unknown) => announce(messageOf(error)),
      );
    });
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.4)]" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            const act = chosen.current;
            if (!act) return;
            event.preventDefault();
            act();
          }}
          className="fixed top-[12vh] left-1/2 z-50 w-[min(40rem,calc(100vw-1rem))] -translate-x-1/2 overflow-hidden rounded-6 border border-line bg-raised text-ink shadow-popover"
        >
          <Dialog.Title className="sr-only">Go to, start or do</Dialog.Title>
          <Command
            label="Go to, start or do"
            loop
            shouldFilter={false}
            vimBindings={false}
            value={value}
            onValueChange={setPicked}
          >
            <Command.Input
              value={text}
              onValueChange={type}
              placeholder="A run, a page, a preset, anything on this page"
              className="h-11 w-full border-line border-b bg-raised px-4 text-14 text-ink outline-none placeholder:text-muted"
            />
            <Command.List className="max-h-[min(28rem,60vh)] overflow-y-auto p-1 [scrollbar-width:thin]">
              <Command.Empty className="px-3 py-4 text-13 text-muted">
                {found.isLooking ? 'Looking for runs' : 'Nothing here is called that.'}
              </Command.Empty>
              <ActionItems actions={shown.actions} onChoose={choose} />
              <Group heading="Go to">
                {shown.places.map(({ href, title }) => (
                  <Item key={href} value={keyOf.place(href)} onSelect={() => go(href)}>
                    {title}
                  </Item>
                ))}
              </Group>
              <Group heading={text === '' ? 'Newest runs' : 'Runs'}>
                {found.runs.map((run) => (
                  <Item key={run.id} value={keyOf.run(run.id)} onSelect={() => go(`/runs/${run.id}`)}>
                    <RunItem run={run} />
                  </Item>
                ))}
              </Group>
              <Group heading="Start">
                {shown.presets.map((preset) => (
                  <Item key={preset.name} value={keyOf.preset(preset.name)} onSelect={() => start(preset)}>
                    <span className="truncate">{preset.title}</span>
                    <span className="ml-auto shrink-0 pl-3 text-12 text-muted">{preset.name}</span>
                  </Item>
                ))}
              </Group>
            </Command.List>
            {found.failure !== undefined && (
              <p role="alert" className="border-line border-t px-4 py-2 text-13 text-invalid">
                Runs cannot be looked for. {found.failure}
              </p>
            )}
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** What the page offers but for ways to what stands among the places. */
function offered(page: Element): readonly PageAction[] {
  const isPlace = ({ title }: PageAction) => places.some((place) => place.title === title);
  return pageActions(page).filter((action) => !isPlace(action));
}

/** Before anything is typed, what the page offers is in sight on the page. */
const fewActions = 5;

interface ActionItemsProps {
  readonly actions: readonly PageAction[];
  readonly onChoose: (act: () => void) => void;
}

function ActionItems({ actions, onChoose }: ActionItemsProps) {
  return (
    <Group heading="On this page">
      {actions.map(({ title, run }) => (
        <Item key={title} value={keyOf.action(title)} onSelect={() => onChoose(run)}>
          {title}
        </Item>
      ))}
    </Group>
  );
}

function RunItem({ run }: { readonly run: RunSummary }) {
  const { outcome } = run;
  return (
    <>
      <span className="min-w-0 truncate">{nameOf(run)}</span>
      <span className="shrink-0 pl-2 text-12 text-muted max-sm:hidden">{systemTitle(run)}</span>
      <span className="ml-auto flex shrink-0 gap-3 pl-3 text-12 text-muted">
        <span>{outcome === undefined ? phaseWords[run.phase] : outcomeTitle({ ...run, outcome })}</span>
        <RelativeTime at={run.createdAt} />
      </span>
    </>
  );
}

function Group({ heading, children }: { readonly heading: string; readonly children: readonly ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  readonly value: string;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

function Item({ value, onSelect, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-8 cursor-default items-center rounded-4 px-3 py-1 text-14 data-[selected=true]:bg-accent/12 forced-colors:data-[selected=true]:outline-2 forced-colors:data-[selected=true]:outline-[Highlight]"
    >
      {children}
    </Command.Item>
  );
}

/**
 * Those of which every word that was typed occurs: the one that is called just so first, then those that begin with it.
 */
function fitting<T>(text: string, items: readonly T[], wordsOf: (item: T) => string): readonly T[] {
  const typed = text.trim().toLowerCase();
  const rank = (item: T) => {
    const words = wordsOf(item).toLowerCase();
    if (words === typed) return 0;
    if (words.startsWith(typed)) return 1;
    return typed.split(/\s+/).every((word) => words.includes(word)) ? 2 : 3;
  };
  const ranked = items.map((item) => ({ item, rank: rank(item) })).filter(({ rank: found }) => found < 3);
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ item }) => item);
}
