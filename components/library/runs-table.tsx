/** The runs as a table that scans, and in a phone's width as cards. */
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { earlyEnding, endingWords, systemTitle } from '@/lib/report/run-words';
import { QuietLink } from '../ui/quiet-link';
import { RelativeTime } from '../ui/relative-time';
import { doneToItWords, durationWords, operationsWords, RunState, readLevelWords } from './run-facts';
import { RunMenu } from './run-menu';
import { RunStrip } from './run-strip';
import type { RunActs } from './use-run-acts';

interface RunsTableProps {
  readonly runs: readonly RunSummary[];
  /** In words, for those who do not see it. */
  readonly caption: string;
  readonly acts: RunActs;
  readonly selection: Selection;
}

/** The runs that are to be compared. */
export interface Selection {
  readonly ids: readonly string[];
  /** As many as can be compared. */
  readonly isFull: boolean;
  readonly toggle: (id: string) => void;
}

export function RunsTable({ runs, caption, acts, selection }: RunsTableProps) {
  return (
    <>
      <table className="hidden w-full border-collapse text-left lg:table">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-12 text-muted">
          <tr className="border-line border-b">
            <th scope="col">
              <span className="sr-only">Compare</span>
            </th>
            <Heading>Verdict</Heading>
            <Heading>Test</Heading>
            <Heading>System</Heading>
            <Heading>Faults</Heading>
            <Heading>Run</Heading>
            <Heading isNumber>Operations</Heading>
            <Heading isNumber>Took</Heading>
            <Heading isNumber>When</Heading>
            <th scope="col">
              <span className="sr-only">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Row key={run.id} run={run} acts={acts} selection={selection} />
          ))}
        </tbody>
      </table>
      <ul aria-label={caption} className="lg:hidden">
        {runs.map((run) => (
          <Card key={run.id} run={run} acts={acts} selection={selection} />
        ))}
      </ul>
    </>
  );
}

function Heading({ children, isNumber = false }: { readonly children: string; readonly isNumber?: boolean }) {
  return (
    <th scope="col" className={`py-2 pr-4 font-medium first:pl-2 last:pr-2 ${isNumber ? 'text-right' : ''}`}>
      {children}
    </th>
  );
}

const cell = 'py-2 pr-4 align-top first:pl-2 last:pr-2';

interface RowProps {
  readonly run: RunSummary;
  readonly acts: RunActs;
  readonly selection: Selection;
}

function Row({ run, acts, selection }: RowProps) {
  return (
    <tr className="border-line border-b transition-colors hover:bg-raised">
      <td className="w-8 py-2 pl-2 align-top">
        <CompareBox run={run} selection={selection} />
      </td>
      <td className={`${cell} w-40`}>
        <RunState run={run} />
      </td>
      <td className={`${cell} max-w-md`}>
        <RunName run={run} />
        {run.sentence && <p className="line-clamp-2 text-13 text-muted">{run.sentence}</p>}
      </td>
      <td className={`${cell} whitespace-nowrap`}>
        {systemTitle(run)}
        <span className="block text-13 text-muted">{readLevelWords(run)}</span>
      </td>
      <td className={`${cell} max-w-52 text-13 text-muted`}>{doneToItWords(run)}</td>
      <td className={cell}>
        <RunStrip run={run} />
      </td>
      <td className={`${cell} text-right`}>{operationsWords(run)}</td>
      <td className={`${cell} text-right`}>
        <Took run={run} />
      </td>
      <td className={`${cell} whitespace-nowrap text-right text-muted`}>
        <RelativeTime at={run.createdAt} />
      </td>
      <td className="w-8 py-1 pr-2 text-right align-top">
        <RunMenu run={run} acts={acts} />
      </td>
    </tr>
  );
}

function Card({ run, acts, selection }: RowProps) {
  return (
    <li className="space-y-1 border-line border-b py-3">
      <div className="flex items-start justify-between gap-3">
        <span className="flex items-start gap-2">
          <CompareBox run={run} selection={selection} />
          <RunState run={run} />
        </span>
        <span className="flex items-center gap-1 text-13 text-muted">
          <RelativeTime at={run.createdAt} />
          <RunMenu run={run} acts={acts} />
        </span>
      </div>
      <RunName run={run} />
      {run.sentence && <p className="text-13 text-muted">{run.sentence}</p>}
      <p className="text-13 text-muted">
        {systemTitle(run)}, {readLevelWords(run)}. {doneToItWords(run)}.
      </p>
      <div className="flex items-center justify-between gap-3">
        <RunStrip run={run} />
        <span className="text-13 text-muted">
          {operationsWords(run)} operations
          {run.startedAt === undefined || run.endedAt === undefined
            ? ''
            : `, ${endingWords(run) ?? durationWords(run)}`}
        </span>
      </div>
    </li>
  );
}

/** How long it took, or how far it got. */
function Took({ run }: { readonly run: RunSummary }) {
  const early = earlyEnding(run);
  if (early === undefined) return <span className="whitespace-nowrap">{durationWords(run)}</span>;
  return (
    <>
      <span className="whitespace-nowrap">{early.tested}</span>
      <span className="block text-12 text-muted">{early.how}</span>
    </>
  );
}

function CompareBox({ run, selection: { ids, isFull, toggle } }: Omit<RowProps, 'acts'>) {
  const isChosen = ids.includes(run.id);
  return (
    <input
      type="checkbox"
      aria-label={`Compare ${nameOf(run)}`}
      checked={isChosen}
      disabled={isFull && !isChosen}
      onChange={() => toggle(run.id)}
      className="size-4 accent-accent"
    />
  );
}

function RunName({ run }: { readonly run: RunSummary }) {
  const { tags = [], note, isPinned, deletedAt } = run.label ?? {};
  return (
    <>
      <QuietLink href={`/runs/${run.id}`} className="break-words font-semibold hover:text-accent hover:underline">
        {nameOf(run)}
      </QuietLink>
      {isPinned && <span className="ml-2 text-12 text-accent">Pinned</span>}
      {deletedAt !== undefined && <span className="ml-2 text-12 text-muted">Deleted</span>}
      {tags.map((tag) => (
        <span key={tag} className="ml-2 rounded-4 border border-line px-1 text-12 text-muted">
          {tag}
        </span>
      ))}
      {note && <p className="line-clamp-1 text-13">{note}</p>}
    </>
  );
}
