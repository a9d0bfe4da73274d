'use client';
/** The run as files, and on paper. */
import type { RunSummary } from '@/lib/protocol/run';
import { Button } from '../ui/button';
import { Menu, MenuItem } from '../ui/menu';
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
  const file = ([form, label, hint]: (typeof handedOn | typeof histories)[number]) => (
    <MenuItem key={form} isLink>
      <a href={fileAddress(source, form)} download title={hint}>
        {label}
      </a>
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <Button>
          Take away
          <svg viewBox="0 0 12 12" className="ml-1.5 size-3" fill="none" stroke="currentColor" aria-hidden="true">
            <path d="M2.5 4.5 6 8l3.5-3.5" strokeWidth="1.5" />
          </svg>
        </Button>
      }
    >
      {isOver && handedOn.map(file)}
      {histories.map(file)}
      {isOver && <MenuItem onSelect={printPage}>Print</MenuItem>}
      {isOver && source.kind === 'run' && (
        <p className="max-w-60 border-line border-t px-2 pt-1.5 pb-1 text-12 text-muted">
          The zip and the page are made to be handed on: addresses, users and paths are left out.
        </p>
      )}
    </Menu>
  );
}

/** When the menu has closed: it is no part of what is printed. */
function printPage() {
  setTimeout(() => window.print());
}
