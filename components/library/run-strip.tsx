/** A run in 120 by 20 pixels: fault windows as bands, the violation as a cross; what is only planned is an outline. */
import { plannedDuration, plannedSeconds, plannedWindows } from '@/lib/plan/schedule';
import type { RunSummary } from '@/lib/protocol/run';
import { faultShape, plannedFaults } from '../ui/fault-bands';

const width = 120;
const height = 20;
/** Half a cross: one at the very start is seen whole. */
const margin = 5;
/** More bands than pixels cannot be seen. */
const maxBands = width / 2;
const nanosPerSecond = 1e9;

export function RunStrip({ run }: { readonly run: RunSummary }) {
  const [planned = ''] = plannedFaults(run.plan);
  const faults = run.faults.map((fault) => ({
    name: fault.fault ?? planned,
    start: fault.start / nanosPerSecond,
    // One that goes on is drawn as long as it is meant to last.
    end:
      fault.end === undefined
        ? fault.start / nanosPerSecond + plannedDuration(run.plan, fault.fault)
        : fault.end / nanosPerSecond,
  }));
  const violation = run.violationTime === undefined ? undefined : run.violationTime / nanosPerSecond;
  const last = Math.max(plannedSeconds(run.plan), violation ?? 0, ...faults.slice(-maxBands).map((fault) => fault.end));
  const x = (seconds: number) => margin + (last === 0 ? 0.5 : seconds / last) * (width - 2 * margin);
  const bands = run.phase === 'done' ? [] : plannedWindows(run.plan).slice(0, maxBands);
  const bandY = { y: 3.5, height: height - 7 };
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={inWords(faults.length, violation)}
    >
      {bands.map((band) => (
        <rect
          key={`${band.lane} ${band.start}`}
          x={x(band.start)}
          width={x(band.end) - x(band.start)}
          {...bandY}
          className="fill-none stroke-line"
        />
      ))}
      {faults.slice(-maxBands).map((band) => (
        <rect
          key={`${band.name} ${band.start}`}
          x={x(band.start)}
          width={Math.max(1.5, x(band.end) - x(band.start))}
          {...bandY}
          className={faultShape(band.name)}
        />
      ))}
      <path d={`M${margin} ${height / 2}H${width - margin}`} className="stroke-edge" />
      {violation !== undefined && (
        <g className="stroke-invalid" strokeWidth="2" strokeLinecap="round">
          <path d={`M${x(violation) - 4} 6l8 8m0-8l-8 8`} className="stroke-raised" strokeWidth="5" />
          <path d={`M${x(violation) - 4} 6l8 8m0-8l-8 8`} />
        </g>
      )}
    </svg>
  );
}

function inWords(faults: number, violation: number | undefined): string {
  const windows = faults === 0 ? 'No faults' : faults === 1 ? '1 fault' : `${faults} faults`;
  return violation === undefined ? windows : `${windows}; violation at ${violation.toFixed(1)} s`;
}
