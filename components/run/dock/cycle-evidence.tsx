'use client';
/** Why transactions cannot have happened one after another: each cycle as a picture, and its steps as a list. */
import { useMemo } from 'react';
import type { Anomaly, CycleEdge } from '@/lib/checker/core/finding';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { cyclePicture, maxDrawnEdges } from '@/lib/report/cycle-picture';
import { longLabel } from '@/lib/timeline/tracks/label';
import { PictureSvg } from '../../timeline/picture-svg';

interface CycleEvidenceProps {
  readonly state: RunState;
  readonly anomalies: readonly Anomaly[];
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

/** More of them teach nothing new; the table has one of each kind. */
const maxShown = 5;

export function CycleEvidence({ state, anomalies, onSelect }: CycleEvidenceProps) {
  const cycles = anomalies.flatMap(({ title, evidence }) =>
    evidence.type === 'cycle' ? [{ title, edges: evidence.edges }] : [],
  );
  return cycles
    .slice(0, maxShown)
    .map(({ title, edges }) => (
      <Cycle key={`${title} ${edges.map(({ from }) => from).join()}`} {...{ state, title, edges, onSelect }} />
    ));
}

interface CycleProps extends Pick<CycleEvidenceProps, 'state' | 'onSelect'> {
  readonly title: string;
  readonly edges: readonly CycleEdge[];
}

function Cycle({ state, title, edges, onSelect }: CycleProps) {
  const picture = useMemo(() => {
    if (edges.length < 2 || edges.length > maxDrawnEdges) return undefined;
    return cyclePicture(edges, (index) => {
      const operation = operationAt(state, index);
      return `op ${index}${operation ? `   ${longLabel(state.operationTable, operation)}` : ''}`;
    });
  }, [edges, state]);
  return (
    <section aria-label={title} className="flex min-w-0 max-w-[110ch] flex-col gap-2 text-13">
      <h3 className="font-medium">{title}</h3>
      {picture && <PictureSvg picture={picture} label={picture.label} name={`${title}, drawn`} />}
      <ol className="flex flex-col">
        {edges.map(({ from, kind, reason }) => (
          <li key={`${from} ${kind}`} className="border-line border-t first:border-t-0">
            <button
              type="button"
              className="grid w-full grid-cols-[5rem_1fr] gap-x-3 px-1 py-1 text-left hover:bg-surface"
              onClick={() => onSelect(from, true)}
            >
              <span className="font-mono text-muted">{kind}</span>
              <span className="[overflow-wrap:anywhere]">{reason}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
