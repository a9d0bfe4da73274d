'use client';
/** Of a history that was brought: where it came from, how it is judged, and what its file did not say or no longer said. */
import { bytesWords } from '@/lib/base/words';
import { type ImportedPlan, judgingWords } from '@/lib/plan/imported-plan';
import { HistoryDownload } from './history-download';

interface OriginTabProps {
  readonly plan: ImportedPlan;
  readonly historyAddress: string | undefined;
  /** Where no server has the history, the page saves it itself. */
  readonly onSaveHistory: () => void;
}

export function OriginTab({ plan: { origin, workload, load }, historyAddress, onSaveHistory }: OriginTabProps) {
  const facts: readonly (readonly [string, string])[] = [
    ['File', origin.file],
    ...(origin.entry === undefined ? [] : [['History in it', origin.entry] as const]),
    ['Format', origin.format],
    ['Size', `${origin.ops.toLocaleString('en-GB')} ops, ${bytesWords(origin.bytes)}`],
    ['Clients', load.concurrency.toLocaleString('en-GB')],
    ['Judging', judgingWords(workload)],
  ];
  return (
    <div className="flex flex-col gap-3">
      <p className="max-w-[80ch] text-14">
        Another program recorded this history. Clew ran no test: which system it was, on which nodes and under which
        load is known only as far as the history says so.
      </p>
      <dl className="grid max-w-[80ch] grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-14">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="[overflow-wrap:anywhere]">{value}</dd>
          </div>
        ))}
      </dl>
      {origin.notes.length > 0 && (
        <section aria-label="About the file" className="max-w-[80ch]">
          <h3 className="font-semibold text-14">About the file</h3>
          <ul className="list-disc pl-5 text-14 [overflow-wrap:anywhere]">
            {origin.notes.map(({ line, message }) => (
              <li key={`${line} ${message}`}>{line === undefined ? message : `Line ${line}: ${message}`}</li>
            ))}
          </ul>
        </section>
      )}
      <div>
        <HistoryDownload address={historyAddress} onSave={onSaveHistory} />
      </div>
    </div>
  );
}
