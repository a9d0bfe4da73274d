'use client';
/** The findings, linearizability first: a mark, a name and a sentence each, and the evidence behind. */
import { useState } from 'react';
import type { Finding } from '@/lib/checker/core/finding';
import { checkerTitle, isAdvisory, isCheckerName, namedCheckers } from '@/lib/checker/names';
import type { Judgement } from '@/lib/protocol/entry';
import type { OutcomeName } from '@/lib/protocol/run';
import type { RunState } from '@/lib/protocol/run-state';
import { verdictName } from '@/lib/protocol/strength';
import { MootMark, VerdictMark } from '../../ui/verdict-mark';
import { CheckEvidence } from './check-evidence';
import { CycleEvidence } from './cycle-evidence';
import { ModelLattice } from './model-lattice';

interface CheckListProps {
  readonly state: RunState;
  /** Undefined while there is no verdict. */
  readonly judgement: Judgement | undefined;
  readonly isOver: boolean;
  readonly onSelect: (operation: number, isByKey: boolean) => void;
}

export function CheckList({ state, judgement, isOver, onSelect }: CheckListProps) {
  if (!judgement) {
    return (
      <p className="text-14 text-muted">
        {isOver ? 'Nothing was checked.' : 'The checks are made when the test is over.'}
      </p>
    );
  }
  return (
    <ul aria-label="Checks" className="-my-2 divide-y divide-line">
      {judgement.findings.map((finding) => (
        <li key={finding.checker}>
          <Check state={state} finding={finding} onSelect={onSelect} />
        </li>
      ))}
    </ul>
  );
}

interface CheckProps extends Pick<CheckListProps, 'state' | 'onSelect'> {
  readonly finding: Finding;
}

/** The evidence exists once it was asked for; some of it is long. */
function Check({ state, finding, onSelect }: CheckProps) {
  const [isOpen, setOpen] = useState(false);
  const { checker, sentence } = finding;
  const summary = isCheckerName(checker) ? namedCheckers[checker].summary : undefined;
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer list-none py-2 hover:bg-surface [&::-webkit-details-marker]:hidden">
        <CheckLine
          title={checkerTitle(checker)}
          outcome={outcomeOf(finding)}
          sentence={sentence}
          badge={badgeOf(finding)}
          isOpen={isOpen}
        />
      </summary>
      {isOpen && (
        <div className="flex flex-col gap-3 pt-1 pb-3 lg:pl-64">
          {summary && <p className="text-13 text-muted">{summary}</p>}
          <CycleEvidence state={state} anomalies={finding.anomalies} onSelect={onSelect} />
          <ModelLattice finding={finding} />
          <CheckEvidence finding={finding} onSelect={onSelect} />
        </div>
      )}
    </details>
  );
}

function badgeOf({ checker, valid, isMoot, isNoteworthy }: Finding): string | undefined {
  if (isMoot) return 'Not checked';
  if (valid !== true) return isAdvisory(checker) ? 'Advisory' : undefined;
  return isNoteworthy ? 'Note' : undefined;
}

interface CheckLineProps {
  readonly title: string;
  readonly outcome: OutcomeName | undefined;
  readonly sentence: string;
  /** How the mark is to be taken. */
  readonly badge?: string | undefined;
  /** Absent where there is nothing to open. */
  readonly isOpen?: boolean;
}

function CheckLine({ title, outcome, sentence, badge, isOpen }: CheckLineProps) {
  return (
    <span className="flex flex-wrap items-start gap-x-4 gap-y-1 text-14">
      <span className="flex w-60 items-center gap-2">
        {outcome === undefined ? <MootMark /> : <VerdictMark outcome={outcome} hasWord={false} />}
        <span className="font-medium">{title}</span>
        {badge && <span className="rounded-6 border border-edge px-1.5 text-12 text-muted">{badge}</span>}
      </span>
      <span className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">{sentence}</span>
      {isOpen !== undefined && <span className="text-13 text-accent">{isOpen ? 'Hide' : 'Details'}</span>}
    </span>
  );
}

/** Nothing of a check that had nothing to be asked of. */
function outcomeOf({ valid, weak = [], isMoot }: Finding): OutcomeName | undefined {
  return isMoot ? undefined : verdictName(valid, weak);
}
