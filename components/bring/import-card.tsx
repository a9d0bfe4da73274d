'use client';
/** What becomes of the file: how far it is read, why it cannot be, or the run that it is now. */
import { bytesWords, counted } from '@/lib/base/words';
import { isImported } from '@/lib/plan/imported-plan';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { Button, buttonClass } from '../ui/button';
import { ProgressBar } from '../ui/progress-bar';
import { QuietLink } from '../ui/quiet-link';
import { VerdictMark } from '../ui/verdict-mark';
import type { ImportView } from './use-import';

interface ImportCardProps {
  readonly view: ImportView;
  readonly onCancel: () => void;
}

export function ImportCard({ view, onCancel }: ImportCardProps) {
  switch (view.kind) {
    case 'idle':
      return null;
    case 'reading':
      return <Reading view={view} onCancel={onCancel} />;
    case 'failed':
      return (
        <div role="alert" className="border-invalid border-l-2 bg-raised px-4 py-3 [overflow-wrap:anywhere]">
          <p className="font-semibold text-14">{view.file} was not brought</p>
          <p className="mt-1 text-14">{view.message}</p>
          <p className="mt-1 text-13 text-muted">Nothing of it was kept.</p>
        </div>
      );
    case 'done':
      return <Done run={view.run} />;
  }
}

function Reading({
  view,
  onCancel,
}: {
  readonly view: ImportView & { kind: 'reading' };
  readonly onCancel: () => void;
}) {
  const { file, sentBytes, status } = view;
  const { bytes = 0, ops = 0, totalBytes = sentBytes } = status ?? {};
  return (
    <section aria-label="Import" className="flex flex-col gap-2 rounded-6 border border-line bg-raised px-4 py-3">
      <div className="flex items-center justify-between gap-4">
        <p className="min-w-0 text-14 [overflow-wrap:anywhere]">
          Reading <span className="font-semibold">{file}</span>
        </p>
        <Button onClick={onCancel}>Cancel</Button>
      </div>
      <ProgressBar label={`Progress of ${file}`} value={totalBytes > 0 ? bytes / totalBytes : 0} />
      <p className="text-13 text-muted">
        {bytesWords(bytes)} of {bytesWords(totalBytes)}, {counted(ops, 'op')}
      </p>
    </section>
  );
}

function Done({ run }: { readonly run: RunSummary }) {
  const { plan, operations, outcome, sentence, phase } = run;
  const notes = isImported(plan) ? plan.origin.notes : [];
  return (
    <section aria-label="Import" className="flex flex-col gap-2 rounded-6 border border-line bg-raised px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 className="min-w-0 font-semibold text-16 [overflow-wrap:anywhere]">{nameOf(run)}</h2>
        <QuietLink href={`/runs/${run.id}`} className={buttonClass('primary')}>
          Open the run
        </QuietLink>
      </div>
      <div role="status" className="flex flex-col gap-1 text-14 [overflow-wrap:anywhere]">
        {outcome === undefined || phase !== 'done' ? (
          <p>All of it is here, and is being judged. The run can be opened meanwhile.</p>
        ) : (
          <>
            <VerdictMark outcome={outcome} />
            <p>{sentence}</p>
          </>
        )}
      </div>
      <p className="text-13 text-muted">{counted(operations, 'operation')} of clients</p>
      {notes.length > 0 && (
        <ul aria-label="About the file" className="list-disc pl-5 text-13 [overflow-wrap:anywhere]">
          {notes.map(({ line, message }) => (
            <li key={`${line} ${message}`}>{line === undefined ? message : `Line ${line}: ${message}`}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
