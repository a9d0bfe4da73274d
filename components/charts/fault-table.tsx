/** Fault by fault, how many operations of each function succeeded while it was in effect: what the faults have tested. */
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
const mostShown = 50;
/** Beside the fault, its surroundings are shown: this share of its length on each side. */
const airShare = 0.25;

export function FaultTable({ success: { functions, windows, warning }, nodes, onSpan }: FaultTableProps) {
  if (windows.length === 0)
    return (
      <p className="text-13 text-muted">No fault has been fully in effect, so nothing was to succeed under one.</p>
    );
  const most = Math.max(1, ...windows.flatMap(({ counts }) => counts.map(({ ok }) => ok)));
  const show = ({ start, end }: WindowSuccess) => {
    const air = Math.max(1e6, (end - start) * airShare);
    onSpan({ start: start - air, end: end + air });
  };
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="font-semibold text-14">What succeeded during each fault</h3>
      {warning !== undefined && <p className="text-14 text-unknown">{warning}</p>}
      <section
        aria-label="What succeeded during each fault"
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
                <th key={f} scope="col" className="py-1 pr-6 font-normal">
                  {f}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {windows.slice(0, mostShown).map((window, place) => (
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
                {window.counts.map(({ f, ok, completed }) => (
                  <td key={f} className="min-w-24 py-1 pr-6 align-top tabular-nums">
                    <Success ok={ok} completed={completed} share={ok / most} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {windows.length > mostShown && (
        <p className="text-13 text-muted">and {counted(windows.length - mostShown, 'more fault')}</p>
      )}
      <p className="max-w-[90ch] text-13 text-muted">
        Of the operations that completed while the fault was fully in effect. One that had begun before and succeeded
        may have been served before, so it is not counted. The bars compare how many succeeded.
      </p>
    </div>
  );
}

interface SuccessProps {
  readonly ok: number;
  readonly completed: number;
  /** Of the most that succeeded of any function during any fault. */
  readonly share: number;
}

function Success({ ok, completed, share }: SuccessProps) {
  return (
    <>
      {ok === 0 ? <b className="font-semibold text-unknown">none</b> : <span>{ok.toLocaleString('en-GB')}</span>}
      <span className="text-muted"> of {completed.toLocaleString('en-GB')}</span>
      <span aria-hidden="true" className="mt-0.5 block h-1.5 w-full max-w-32 bg-line">
        <span className="block h-full bg-ok" style={{ width: `${100 * share}%` }} />
      </span>
    </>
  );
}
