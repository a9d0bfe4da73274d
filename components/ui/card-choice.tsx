'use client';
/** One of several cards, as a radio button: what it is, what it shows, and what is known of it. */
import { useId } from 'react';

interface CardChoiceProps {
  /** Of all the cards that one choice is made of. */
  readonly group: string;
  readonly value: string;
  readonly title: string;
  /** Beside the title. */
  readonly aside?: string;
  readonly summary: string;
  /** What is known of it. */
  readonly note?: string | undefined;
  /** The note says that nothing is known. */
  readonly isUnknown?: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

export function CardChoice(props: CardChoiceProps) {
  const { group, value, title, aside, summary, note, isUnknown = false, isChosen, onChoose } = props;
  const id = useId();
  return (
    <label className="flex h-full cursor-pointer items-start gap-2 bg-raised px-3 py-2 hover:bg-surface has-checked:shadow-[inset_3px_0_0_var(--color-accent)] has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:-outline-offset-2">
      <input
        type="radio"
        name={group}
        value={value}
        checked={isChosen}
        onChange={onChoose}
        aria-label={title}
        aria-describedby={id}
        className="mt-0.5 size-4 shrink-0 accent-accent outline-none"
      />
      <span className="min-w-0">
        <span className="font-medium">{title}</span>
        <span id={id}>
          {aside && <span className="ml-2 whitespace-nowrap text-12 text-muted">{aside}</span>}
          <span className="block text-12 text-muted">{summary}</span>
          {note && <span className={`block text-12 ${isUnknown ? 'text-muted italic' : 'font-medium'}`}>{note}</span>}
        </span>
      </span>
    </label>
  );
}
