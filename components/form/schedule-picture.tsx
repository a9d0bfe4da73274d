/**
 * The schedule before it happens, on the time axis of the run page: a lane a client, the faults as bands across them,
 * then the recovery and the final reads.
 */
import { ticks } from 'd3-array';
import { pauseSeconds } from '@/lib/plan/load';
import type { Plan } from '@/lib/plan/plan';
import { plannedSeconds, plannedWindows } from '@/lib/plan/schedule';
import { secondsWords } from '@/lib/plan/words';
import { faultShape } from '../ui/fault-bands';

const width = 400;
const left = 64;
const right = 12;
const laneHeight = 14;
const top = 24;
/** More lanes say no more. */
const maxLanes = 6;
/** Operations closer than this are drawn as one line. */
const minGap = 4;
/** Bands closer than a pixel cannot be told apart. */
const maxBands = width;

export function SchedulePicture({ plan }: { readonly plan: Plan }) {
  const lanes = Math.min(maxLanes, plan.load.concurrency);
  const total = plannedSeconds(plan);
  const x = (seconds: number) => left + (seconds / total) * (width - right - left);
  const bottom = top + lanes * laneHeight + 4;
  const limit = plan.load.timeLimitSeconds;
  /** Of the height, for each fault: they may happen at the same time. */
  const share = (bottom - 4) / Math.max(1, plan.faults.length);
  return (
    <svg
      viewBox={`0 0 ${width} ${bottom + 20}`}
      className="w-full"
      role="img"
      aria-label={`The schedule over ${secondsWords(total)}`}
    >
      {plannedWindows(plan)
        .slice(0, maxBands)
        .map((band) => (
          <rect
            key={`${band.lane} ${band.start}`}
            x={x(band.start)}
            y={4 + band.lane * share}
            width={Math.max(1, x(band.end) - x(band.start))}
            height={share}
            className={faultShape(band.fault)}
          />
        ))}
      <RowLabel y={12}>nemesis</RowLabel>
      {Array.from({ length: lanes }, (_, lane) => {
        const y = top + lane * laneHeight + laneHeight / 2;
        return (
          <g key={y}>
            <RowLabel y={y}>
              {lane === maxLanes - 1 && plan.load.concurrency > maxLanes ? `… ${plan.load.concurrency - 1}` : `${lane}`}
            </RowLabel>
            <Lane plan={plan} lane={lane} lanes={lanes} x={x} y={y} />
            <circle cx={x(total)} cy={y} r="3" className="fill-accent" />
          </g>
        );
      })}
      {plan.recoverySeconds > 0 && (
        <g className="text-muted">
          <path d={`M${x(limit) + 2} ${top - 4}H${x(total) - 4}`} stroke="currentColor" strokeDasharray="2 3" />
          {x(total) - x(limit) > 60 && (
            <text x={(x(limit) + x(total)) / 2} y={top - 10} textAnchor="middle" fontSize="11" fill="currentColor">
              recovery
            </text>
          )}
        </g>
      )}
      <path d={`M${x(limit)} 4V${bottom}`} className="stroke-muted" />
      <path d={`M${left} ${bottom}H${width - right}`} className="stroke-edge" />
      {ticks(0, total, 5).map((tick) => (
        <g key={tick}>
          <path d={`M${x(tick)} ${bottom}v4`} className="stroke-edge" />
          <text x={x(tick)} y={bottom + 15} textAnchor="middle" fontSize="11" className="fill-muted">
            {secondsWords(tick)}
          </text>
        </g>
      ))}
    </svg>
  );
}

function RowLabel({ y, children }: { readonly y: number; readonly children: string }) {
  return (
    <text x={left - 8} y={y} dominantBaseline="central" textAnchor="end" fontSize="11" className="fill-muted">
      {children}
    </text>
  );
}

interface LaneProps {
  readonly plan: Plan;
  readonly lane: number;
  readonly lanes: number;
  readonly x: (seconds: number) => number;
  readonly y: number;
}

/** About when a client speaks; the lanes are shifted, because clients do not speak in step. */
function Lane({ plan, lane, lanes, x, y }: LaneProps) {
  const { timeLimitSeconds } = plan.load;
  const delaySeconds = pauseSeconds(plan.load);
  if (x(delaySeconds) - x(0) < minGap) {
    return <path d={`M${x(0)} ${y}H${x(timeLimitSeconds)}`} className="stroke-muted" strokeWidth="5" />;
  }
  const first = (delaySeconds * (lane + 1)) / (lanes + 1);
  const count = Math.max(0, Math.floor((timeLimitSeconds - first) / delaySeconds) + 1);
  const marks = Array.from({ length: count }, (_, i) => `M${x(first + i * delaySeconds)} ${y - 3.5}v7`);
  return <path d={marks.join('')} className="stroke-muted" strokeWidth="1.5" />;
}
