/** Letters that the shown lines of a log must have, with how many there are. */
import { useId } from 'react';

interface LogFilterProps {
  readonly label: string;
  readonly letters: string;
  readonly onLetters: (letters: string) => void;
  /** `12 of 340 lines` */
  readonly words: string;
}

export function LogFilter({ label, letters, onLetters, words }: LogFilterProps) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-2 text-13">
      <label htmlFor={id} className="text-muted">
        {label}
      </label>
      <input
        id={id}
        type="search"
        placeholder="n3, fail, client 2"
        value={letters}
        onChange={(event) => onLetters(event.target.value)}
        className="h-7 w-56 max-w-full rounded-6 border border-edge bg-raised px-2 font-mono text-12"
      />
      <span role="status" className="text-muted tabular-nums">
        {words}
      </span>
    </div>
  );
}
