/** The picture of shared runs side by side for a chat: each with its verdict, and what it tested. */
import { letterOf } from '@/lib/protocol/compare-address';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { colours, Line, PictureFrame, verdictColours } from './picture-frame';
import { drawableText, shortened } from './preview-letters';
import { previewWords } from './preview-words';

export function ComparisonPicture({ runs }: { readonly runs: readonly RunSummary[] }) {
  // Six take all of the height; two leave room for what is said of them.
  const fontPx = runs.length > 4 ? 26 : 32;
  const hasSentences = runs.length <= 3;
  return (
    <PictureFrame colour={colours.accent} label="Comparison">
      <Line style={{ marginTop: 28, fontSize: 52, letterSpacing: -1 }} text={`${runs.length} runs side by side`} />
      <div style={{ display: 'flex', flexDirection: 'column', marginTop: 'auto' }}>
        {runs.map((run, place) => (
          <Row key={run.id} run={run} letter={letterOf(place)} fontPx={fontPx} hasSentence={hasSentences} />
        ))}
      </div>
    </PictureFrame>
  );
}

interface RowProps {
  readonly run: RunSummary;
  readonly letter: string;
  readonly fontPx: number;
  readonly hasSentence: boolean;
}

function Row({ run, letter, fontPx, hasSentence }: RowProps) {
  const { verdict, system, sentence } = previewWords(run);
  const colour = run.outcome ? verdictColours[run.outcome] : colours.accent;
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        padding: `${fontPx / 4}px 0`,
        borderTop: `1px solid ${colours.line}`,
        fontSize: fontPx,
      }}
    >
      <div style={{ display: 'flex' }}>
        <div style={{ display: 'flex', width: 48, color: colours.accent }}>{letter}</div>
        <div style={{ display: 'flex', width: 340, color: colour }}>{drawableText(shortened(verdict, 24))}</div>
        <div style={{ display: 'flex', width: 330 }}>{drawableText(shortened(nameOf(run), 22))}</div>
        <div style={{ display: 'flex', color: colours.muted }}>{drawableText(shortened(system, 22))}</div>
      </div>
      {hasSentence && sentence !== '' && (
        <Line
          style={{ marginTop: 4, marginLeft: 48, fontSize: 24, color: colours.muted }}
          text={shortened(sentence, 80)}
        />
      )}
    </div>
  );
}
