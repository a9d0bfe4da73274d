'use client';
/** Moves a waiting run before or behind its neighbour in the queue. */
import { useRef } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { QueueMove } from '@/lib/protocol/queue';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { placeWords } from '@/lib/report/queue-words';
import { messageOf, request } from './request';
import { announce } from './status-region';

interface MoveButtonsProps {
  readonly run: RunSummary;
  /** After each, also after one that was refused. */
  readonly onMoved?: () => void;
}

const moves: readonly { readonly move: QueueMove; readonly sign: string }[] = [
  { move: 'up', sign: '↑' },
  { move: 'down', sign: '↓' },
];

export function MoveButtons({ run, onMoved }: MoveButtonsProps) {
  const group = useRef<HTMLSpanElement>(null);
  const { queue } = run;
  if (!queue || queue.of < 2) return null;
  const move = async (direction: QueueMove) => {
    try {
      const { queue: now } = await request(endpoints.moveRun, { params: { id: run.id }, body: { move: direction } });
      announce(now ? `${nameOf(run)} is ${placeWords(now)} in line.` : `${nameOf(run)} begins.`);
    } catch (error) {
      announce(messageOf(error));
    }
    onMoved?.();
    // The row may have been put elsewhere, which takes the focus from its buttons.
    requestAnimationFrame(() => group.current?.querySelector<HTMLElement>(`[data-move=${direction}]`)?.focus());
  };
  return (
    <span ref={group} className="inline-flex gap-1">
      {moves.map(({ move: direction, sign }) => {
        const isAtEnd = direction === 'up' ? queue.place === 1 : queue.place === queue.of;
        return (
          <button
            key={direction}
            type="button"
            data-move={direction}
            aria-label={`Move ${nameOf(run)} ${direction}`}
            // Not disabled: a button that is would lose the focus.
            aria-disabled={isAtEnd}
            onClick={() => !isAtEnd && void move(direction)}
            className="size-7 rounded-6 border border-edge bg-raised text-13 hover:border-ink aria-disabled:cursor-not-allowed aria-disabled:text-muted aria-disabled:hover:border-edge"
          >
            {sign}
          </button>
        );
      })}
    </span>
  );
}
