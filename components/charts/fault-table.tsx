/** Fault by fault, what was served of each function while it was in effect: what the faults have tested. */
import { Fragment } from 'react';
import { counted, formatTime } from '@/lib/base/words';
import { windowWords } from '@/lib/catalog/faults/words';
import type { FaultSuccess, WindowSuccess } from '@/lib/timeline/charts/fault-success';
import type { TimeSpan } from '@/lib/timeline/view/viewport';

interface FaultTableProps {
  readonly success: FaultSuccess;
  readonly nodes: readonly string[];
  readonly onSpan: (span: TimeSpan) => void;
}

/** A run of days has more faults than anybody reads; the rest is counted. */
const maxShown = 50;
/** Beside the fault, its surroundings are shown: this share of its length on each side. */
const airShare = 0.25;

export function FaultTable({ success: { functions, windows, warning }, nodes, onSpan }: FaultTableProps) {
  if (windows.length === 0)
    return (
      <p className="text-13 text-muted">No fault has been fully in effect, so nothing was to be served under one.</p>
    );
  const refusing = functions.filter((f) =>
    windows.some(({ counts }) => counts.some((row) => row.f === f && row.refused > 0)),
  );
  const show = ({ start, end }: WindowSuccess) => {
    const air = Math.max(1e6, (end - start) * airShare);
    onSpan({ start: start - air, end: end + air });
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="font-semibold text-14">What was served during each fault</h3>
      {warning !== undefined && <p className="text-14 text-unknown">{warning}</p>}
      <section
        aria-label="What was served during each fault"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto"
      >
        <table className="w-full text-13">
          <thead>
            <tr className="border-line border-b text-left text-muted">
              <th scope="col" className="py-1 pr-6 font-normal">
                fault
              </th>
              {functions.map((f) => (
                <Fragment key={f}>
                  <th scope="col" className="py-1 pr-6 font-normal">
                    {f}
                  </th>
                  {refusing.includes(f) && (
                    <th scope="col" className="py-1 pr-6 font-normal">
                      {f} refused
                    </th>
                  )}
                </Fragment>
              ))}
            </tr>
          </thead>
          <tbody>
            {windows.slice(0, maxShown).map((window, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: windows keep their place, and two may begin at once
              <tr key={place} className="border-line border-b last:border-b-0">
                <th scope="row" className="py-1 pr-6 text-left font-normal">
                  <button
                    type="button"
                    className="whitespace-nowrap font-mono text-accent underline decoration-line underline-offset-4 hover:decoration-accent"
                    onClick={() => show(window)}
                  >
                    {formatTime(window.start)} to {window.isOver ? formatTime(window.end) : 'now'}
                  </button>
                  <span className="block text-12 text-muted">{windowWords(window.fault, nodes)}</span>
                </th>
                {window.counts.map(({ f, begun, served, refused }) => (
                  <Fragment key={f}>
                    <td className="min-w-24 py-1 pr-6 align-top tabular-nums">
                      <Share served={served} wanted={begun - refused} />
                    </td>
                    {refusing.includes(f) && (
                      <td className="py-1 pr-6 align-top tabular-nums">{refused.toLocaleString('en-GB')}</td>
                    )}
                  </Fragment>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {windows.length > maxShown && (
        <p className="text-13 text-muted">and {counted(windows.length - maxShown, 'more fault')}</p>
      )}
      <p className="max-w-[90ch] text-13 text-muted">
        Of the operations that began while the fault was fully in effect, those that also succeeded while it was. A
        refused one was answered: the system looked, and found another value.
      </p>
    </div>
  );
}

interface ShareProps {
  readonly served: number;
  /** Those that began, without those that were refused. */
  readonly wanted: number;
}

function Share({ served, wanted }: ShareProps) {
  if (wanted === 0) return <span className="text-muted">–</span>;
  return (
    <>
      {served === 0 ? (
        <b className="font-semibold text-unknown">none</b>
      ) : (
        <span>{served.toLocaleString('en-GB')}</span>
      )}
      <span className="text-muted"> of {wanted.toLocaleString('en-GB')}</span>
      <span aria-hidden="true" className="mt-0.5 block h-1.5 w-full max-w-32 bg-line">
        <span className="block h-full bg-ok" style={{ width: `${(100 * served) / wanted}%` }} />
      </span>
    </>
  );
}
