'use client';
/** The run as files, and on paper. */
import type { RunSummary } from '@/lib/protocol/run';
import { buttonClass } from '../ui/button';
import { MenuButton, type MenuItem, OpensMenu } from '../ui/menu';
import { fileAddress, type ServedSource } from './feed/run-source';

interface TakeAwayProps {
  readonly run: RunSummary;
  readonly source: ServedSource;
}

/** What is made to be handed on stands first, and is there when the run is over. */
const handedOn = [
  ['zip', 'Everything (zip)', 'Plan, history, judgement, report and node logs in one zip'],
  ['html', 'This page as one file', 'It opens without a server and without a network'],
] as const;

const histories = [
  ['jsonl', 'History as JSON lines', 'The format of Clew'],
  ['edn', 'History as EDN', 'The format of Jepsen'],
  ['txt', 'Log as text', 'An op a line'],
] as const;

export function TakeAway({ run, source }: TakeAwayProps) {
  const isOver = run.phase === 'done';
  const file = ([form, title, hint]: (typeof handedOn | typeof histories)[number]): MenuItem => ({
    title,
    hint,
    href: fileAddress(source, form),
    isDownload: true,
  });
  return (
    <MenuButton
      className={buttonClass('plain')}
      items={[
        ...(isOver ? handedOn.map(file) : []),
        ...histories.map(file),
        ...(isOver ? [{ title: 'Print', onSelect: printPage }] : []),
      ]}
      note={isOver && source.kind === 'run' ? madeToBeHandedOn : undefined}
    >
      Take away
      <OpensMenu />
    </MenuButton>
  );
}

const madeToBeHandedOn = 'The zip and the page are made to be handed on: addresses, users and paths are left out.';

/** When the menu has closed: it is no part of what is printed. */
function printPage() {
  setTimeout(() => window.print());
}
