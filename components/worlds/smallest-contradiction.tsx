'use client';
/**
 * The few operations that contradict one another, as a picture and in order: what there is to understand, without the
 * thousands around it. What is there only to say where a value came from is greyed, set in and called context.
 */
import { Fragment, useMemo } from 'react';
import { formatTime } from '@/lib/base/words';
import type { InvalidVerdict } from '@/lib/checker/linearizable/verdict';
import type { Inks, Picture } from '@/lib/draw/draw-list';
import { svgOf } from '@/lib/draw/svg';
import type { RunSummary } from '@/lib/protocol/run';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { contradictionOf } from '@/lib/report/contradiction';
import { contradictionPicture } from '@/lib/report/contradiction-picture';
import { contradictionText } from '@/lib/report/contradiction-text';
import { contradictionIn, contradictionTitle, minimalLines } from '@/lib/report/minimal-text';
import { formatInvocation } from '@/lib/report/report';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf } from '@/lib/timeline/tracks/scene';
import { PictureSvg } from '../timeline/picture-svg';
import { useInks } from '../timeline/use-inks';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';
import { runFileName, saveFile } from '../ui/download';
import { announce } from '../ui/status-region';

interface SmallestContradictionProps {
  readonly run: RunSummary;
  readonly nodes: readonly string[];
  readonly state: RunState;
  readonly verdict: InvalidVerdict;
  readonly selected: number | undefined;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

/** More than these are no longer taken in at a glance; the report has them all. */
const maxShown = 40;

export function SmallestContradiction(props: SmallestContradictionProps) {
  const { run, nodes, state, verdict, selected, onSelect } = props;
  const inks = useInks();
  const { operation: violating } = verdict.counterexample;
  const minimal = contradictionIn(verdict.counterexample);
  const drawn = useMemo(() => {
    const contradiction = contradictionOf(verdict.counterexample, state, nodes);
    return contradiction && { picture: contradictionPicture(contradiction), text: contradictionText(contradiction) };
  }, [verdict, state, nodes]);
  if (!minimal) return null;
  const context = new Set(minimal.context);
  const all = [...minimal.operations, ...minimal.context].sort((a, b) => a - b);
  const last = all.slice(-maxShown);
  // What cannot be is shown, however early it was invoked.
  const shown = last.includes(violating) ? last : [violating, ...last.slice(1)];
  const title = contradictionTitle(verdict.counterexample, verdict.operations);
  const lineOf = (index: number) => {
    const operation = operationAt(state, index);
    return operation && formatInvocation(operation);
  };
  const copy = () => {
    const parts = [`${title}:`, ...(drawn ? [drawn.text] : []), minimalLines(minimal, lineOf).join('\n')];
    void copyText(parts.join('\n\n'), 'Contradiction');
  };
  const save = (picture: Picture, inks: Inks) => {
    const name = runFileName(run, 'contradiction.svg');
    saveFile(new Blob([svgOf(picture, inks)], { type: 'image/svg+xml' }), name);
    announce(`Saved ${name}`);
  };
  return (
    <section
      aria-label={verdict.counterexample.minimal ? 'Smallest contradiction' : 'What stands against it'}
      className="flex min-w-0 flex-col gap-2 text-13"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-muted">
          {title}
          {context.size > 0 && `, and ${context.size} for context`}
        </h3>
        <div className="flex gap-2">
          <Button onClick={copy}>Copy as text</Button>
          {drawn && inks && <Button onClick={() => save(drawn.picture, inks)}>Save as SVG</Button>}
        </div>
      </div>
      {drawn && <PictureSvg picture={drawn.picture} label={drawn.picture.label} name="The contradiction drawn" />}
      <ol className="rounded-6 border border-line bg-raised font-mono">
        {shown.map((index) => {
          const operation = operationAt(state, index);
          if (!operation) return <Fragment key={index} />;
          const { invocation, completion } = operation;
          const isContext = context.has(index);
          return (
            <li key={index} className="border-line border-t first:border-t-0">
              <button
                type="button"
                aria-current={selected === index ? 'true' : undefined}
                onClick={() => onSelect(index, true)}
                className={`grid w-full grid-cols-[2rem_1fr_auto] items-baseline gap-x-3 px-3 py-1 text-left hover:bg-surface aria-[current]:bg-accent/15 ${isContext ? 'text-muted' : ''}`}
              >
                <span>
                  <span className="sr-only">client </span>
                  {clientOf(invocation.process, state.lanes.length)}
                </span>
                <span className={index === violating ? 'font-semibold text-invalid' : isContext ? 'pl-4' : ''}>
                  {index === violating && <span aria-hidden="true">✗ </span>}
                  {longLabel(state.operationTable, operation)}
                  {isContext && <span className="font-sans"> (context)</span>}
                </span>
                <span className="text-muted">
                  {formatTime(invocation.time, 1e9)}
                  {completion?.type === 'ok' ? ` to ${formatTime(completion.time, 1e9)}` : ', never completed'}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      {all.length > maxShown && <p className="text-muted">and {all.length - shown.length} more</p>}
    </section>
  );
}
