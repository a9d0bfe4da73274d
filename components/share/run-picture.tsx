/**
 * The picture of a shared run for a chat: the verdict, the system, one line, and the run as a strip with its faults and
 * the violation.
 */
import { appearanceOf } from '@/lib/catalog/faults/appearance';
import { plannedDuration, plannedSeconds } from '@/lib/plan/schedule';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { plannedFaults } from '../ui/fault-bands';
import { colours, innerWidthPx, Line, PictureFrame, verdictColours } from './picture-frame';
import { shortened } from './preview-letters';
import { previewWords } from './preview-words';

const stripPx = { width: innerWidthPx, height: 44 };
/** Three lines of the sentence. */
const maxLetters = 190;
/** More bands than this cannot be told apart. */
const maxBands = 200;
const nanosPerSecond = 1e9;

export function RunPicture({ run }: { readonly run: RunSummary }) {
  const { verdict, system, circumstances, sentence } = previewWords(run);
  const colour = run.outcome
    ? verdictColours[run.outcome]
    : run.violationTime !== undefined
      ? colours.invalid
      : colours.accent;
  return (
    <PictureFrame colour={colour} label={nameOf(run)}>
      <Line style={{ marginTop: 44, fontSize: 76, letterSpacing: -2, color: colour }} text={verdict} />
      <Line style={{ marginTop: 10, fontSize: 38 }} text={system} />
      <Line style={{ marginTop: 4, fontSize: 30, color: colours.muted }} text={circumstances} />
      <Line
        style={{ marginTop: 28, fontSize: 32, lineHeight: 1.35, color: colours.ink }}
        text={shortened(sentence, maxLetters)}
      />
      <Strip run={run} />
    </PictureFrame>
  );
}

/** The time of the test from left to right: where something was broken, and where the violation was answered. */
function Strip({ run }: { readonly run: RunSummary }) {
  const violation = run.violationTime === undefined ? undefined : run.violationTime / nanosPerSecond;
  const [planned = ''] = plannedFaults(run.plan);
  const faults = run.faults.slice(-maxBands).map(({ fault = planned, start, end }) => ({
    fault,
    start: start / nanosPerSecond,
    end: end === undefined ? start / nanosPerSecond + plannedDuration(run.plan, fault) : end / nanosPerSecond,
  }));
  const last = Math.max(plannedSeconds(run.plan), violation ?? 0, ...faults.map(({ end }) => end));
  const x = (seconds: number) => Math.round((seconds / last) * stripPx.width * 10) / 10;
  const middle = stripPx.height / 2;
  return (
    <svg
      width={stripPx.width}
      height={stripPx.height}
      viewBox={`0 0 ${stripPx.width} ${stripPx.height}`}
      style={{ marginTop: 'auto', overflow: 'visible' }}
      aria-hidden="true"
    >
      {faults.map(({ fault, start, end }) => (
        <rect
          key={`${fault} ${start}`}
          x={x(start)}
          y={4}
          width={Math.max(2, x(end) - x(start))}
          height={stripPx.height - 8}
          fill={colours[appearanceOf(fault).look.tone]}
        />
      ))}
      <path d={`M0 ${middle}H${stripPx.width}`} stroke={colours.edge} strokeWidth="2" />
      {violation !== undefined && (
        <path
          d={`M${x(violation) - 13} ${middle - 13}l26 26m0-26l-26 26`}
          stroke={colours.invalid}
          strokeWidth="7"
          strokeLinecap="round"
        />
      )}
    </svg>
  );
}
