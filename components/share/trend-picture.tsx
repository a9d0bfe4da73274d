/** The picture of a shared trend for a chat: each of its newest runs as a mark, the versions below them, and the rate. */
import type { OutcomeName } from '@/lib/protocol/run';
import type { Trend } from '@/lib/protocol/trend';
import { systemTitle } from '@/lib/report/run-words';
import { versionSpans } from '@/lib/report/trend-words';
import { colours, innerWidthPx, Line, PictureFrame, verdictColours } from './picture-frame';
import { shortened } from './preview-letters';
import { trendHeadline } from './preview-words';

/** More than these cannot be told apart in a chat. */
const maxRuns = 60;
const gapPx = 4;
/** Few runs make no wall. */
const maxMarkPx = 48;
/** One that broke a promise stands out without its colour, too. */
const markHeightPx = (outcome: OutcomeName) => (outcome === 'invalid' ? 112 : 72);
const versionFontPx = 24;
/** A letter is about half as wide as it is high. */
const letterPx = versionFontPx * 0.55;

export function TrendPicture({ trend }: { readonly trend: Trend }) {
  const { title, description } = trendHeadline(trend);
  const [newest] = trend.runs;
  const runs = trend.runs.slice(0, maxRuns).toReversed();
  const stepPx = Math.min(maxMarkPx + gapPx, Math.floor(innerWidthPx / Math.max(1, runs.length)));
  const system = trend.plan && systemTitle({ plan: trend.plan, systemVersion: newest?.version });
  return (
    <PictureFrame colour={newest ? verdictColours[newest.outcome] : colours.accent} label="Trend">
      <Line style={{ marginTop: 32, fontSize: 56, letterSpacing: -1 }} text={shortened(title, 38)} />
      {system && <Line style={{ marginTop: 6, fontSize: 34 }} text={shortened(system, 60)} />}
      <Line
        style={{ marginTop: 18, fontSize: 28, lineHeight: 1.35, color: colours.muted }}
        text={shortened(description, 130)}
      />
      <div style={{ display: 'flex', flexDirection: 'column', marginTop: 'auto' }}>
        <div style={{ display: 'flex', alignItems: 'flex-end' }}>
          {runs.map(({ outcome, createdAt, id }, place) => (
            <div
              key={id ?? `${createdAt} ${place}`}
              style={{
                width: stepPx - gapPx,
                marginRight: gapPx,
                height: markHeightPx(outcome),
                borderRadius: 3,
                background: verdictColours[outcome],
              }}
            />
          ))}
        </div>
        <div style={{ display: 'flex', marginTop: 10, fontSize: versionFontPx, color: colours.muted }}>
          {versionSpans(runs).map(({ version, from, count }) => (
            <div
              key={from}
              style={{ display: 'flex', width: count * stepPx - gapPx, marginRight: gapPx, overflow: 'hidden' }}
            >
              <Line
                style={{ borderLeft: `2px solid ${colours.edge}`, paddingLeft: 6 }}
                text={fitted(version ?? 'no version', count * stepPx - 3 * gapPx)}
              />
            </div>
          ))}
        </div>
      </div>
    </PictureFrame>
  );
}

/** A version that does not fit is left to its line: half of one would be another version. */
function fitted(version: string, widthPx: number): string {
  return version.length * letterPx <= widthPx ? version : '';
}
