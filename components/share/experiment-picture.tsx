/**
 * The picture of a shared experiment for a chat: its name, how far it is, and the verdict of each combination. Two axes
 * make a grid as on the page, otherwise the combinations are a list.
 */
import type { ReactNode } from 'react';
import type { ExperimentCombination, ExperimentSummary } from '@/lib/protocol/experiment';
import { cellOf, outcomesFromWorst } from '@/lib/report/experiment-cell';
import { valueTitles } from '@/lib/report/experiment-text';
import { axisSizes, progressWords, verdictWords } from '@/lib/report/experiment-words';
import { colours, innerWidthPx, Line, PictureFrame, verdictColours } from './picture-frame';
import { drawableText, shortened } from './preview-letters';

/** What fits below the title. */
const maxLines = 7;
const maxColumns = 4;
const linePx = 42;
const gapPx = 24;
const fontPx = 26;
/** Of a column of the list; the rest is for the verdict. */
const titleShare = 0.64;
/** A letter is about half as wide as it is high. */
const lettersIn = (widthPx: number) => Math.floor(widthPx / (fontPx * 0.52));

export function ExperimentPicture({ experiment }: { readonly experiment: ExperimentSummary }) {
  const [, across] = experiment.axes;
  const isGrid = experiment.axes.length === 2 && (across?.values.length ?? 0) <= maxColumns;
  return (
    <PictureFrame colour={colours.accent} label="Experiment">
      <Line style={{ marginTop: 32, fontSize: 56, letterSpacing: -1 }} text={shortened(experiment.name, 36)} />
      <Line
        style={{ marginTop: 4, fontSize: 28, color: colours.muted }}
        text={shortened([axisSizes(experiment), progressWords(experiment)].filter(Boolean).join(' · '), 78)}
      />
      {isGrid ? <Grid experiment={experiment} /> : <List experiment={experiment} />}
    </PictureFrame>
  );
}

function Grid({ experiment }: { readonly experiment: ExperimentSummary }) {
  const [down, across] = experiment.axes;
  if (!down || !across) return null;
  const columns = across.values.length;
  const width = innerWidthPx / (columns + 1);
  const shown = fitting(down.values.length, maxLines - 1);
  return (
    <Lines>
      <Row>
        <Text width={width} colour={colours.muted} text={down.name} />
        {across.values.map((title) => (
          <Text key={title} width={width} colour={colours.muted} text={title} />
        ))}
      </Row>
      {down.values.slice(0, shown).map((title, row) => (
        <Row key={title}>
          <Text width={width} colour={colours.ink} text={title} />
          {experiment.combinations.slice(row * columns, (row + 1) * columns).map((combination) => (
            <Verdict key={combination.places.join()} experiment={experiment} combination={combination} width={width} />
          ))}
        </Row>
      ))}
      <More count={down.values.length - shown} />
    </Lines>
  );
}

/** Two columns where more than one is needed and the titles are short enough. */
function List({ experiment }: { readonly experiment: ExperimentSummary }) {
  const { combinations } = experiment;
  const longest = Math.max(...combinations.map((combination) => titleOf(experiment, combination).length));
  const isWide = combinations.length <= maxLines || longest > lettersIn(titleShare * (innerWidthPx / 2) - gapPx);
  const columns = isWide ? 1 : 2;
  const width = innerWidthPx / columns;
  const shown = fitting(combinations.length, isWide ? maxLines : 2 * (maxLines - 1));
  const lines = Math.ceil(shown / columns);
  return (
    <Lines>
      {combinations.slice(0, lines).map(({ places }, line) => (
        <Row key={places.join()}>
          {combinations
            .slice(0, shown)
            .filter((_, place) => place % lines === line)
            .map((combination) => (
              <div key={combination.places.join()} style={{ display: 'flex', width }}>
                <Text width={titleShare * width} colour={colours.ink} text={titleOf(experiment, combination)} />
                <Verdict experiment={experiment} combination={combination} width={(1 - titleShare) * width} />
              </div>
            ))}
        </Row>
      ))}
      <More count={combinations.length - shown} />
    </Lines>
  );
}

/** All of them, or so many that a line can say how many more there are. */
function fitting(count: number, most: number): number {
  return count <= most ? count : most - 1;
}

function titleOf(experiment: ExperimentSummary, combination: ExperimentCombination): string {
  const titles = valueTitles(experiment, combination).map(({ title }) => title);
  return titles.join(' · ') || experiment.name;
}

function Lines({ children }: { readonly children: ReactNode }) {
  return (
    <div style={{ display: 'flex', flexDirection: 'column', marginTop: 'auto', fontSize: fontPx }}>{children}</div>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return (
    <div style={{ display: 'flex', alignItems: 'center', height: linePx, borderTop: `1px solid ${colours.line}` }}>
      {children}
    </div>
  );
}

interface VerdictProps {
  readonly experiment: ExperimentSummary;
  readonly combination: ExperimentCombination;
  readonly width: number;
}

/** In the colour of the worst that was found. */
function Verdict({ experiment, combination, width }: VerdictProps) {
  const cell = cellOf(combination.slots);
  const worst = outcomesFromWorst.find((outcome) => cell.tally[outcome] > 0);
  const colour = worst ? verdictColours[worst] : cell.underWay > 0 ? colours.accent : colours.muted;
  return <Text width={width} colour={colour} text={verdictWords(cell, experiment.state === 'going-on')} />;
}

function Text({ width, colour, text }: { readonly width: number; readonly colour: string; readonly text: string }) {
  return (
    <div style={{ display: 'flex', width, paddingRight: gapPx, color: colour }}>
      {shortened(drawableText(text), lettersIn(width - gapPx))}
    </div>
  );
}

function More({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <Row>
      <Text width={innerWidthPx} colour={colours.muted} text={`and ${count} more`} />
    </Row>
  );
}
