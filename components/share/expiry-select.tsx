'use client';
/** Until when a link opens. */
import { useId } from 'react';
import { selectClass } from '../ui/field';
import { wallMoment } from '../ui/wall-clock';

const hourMs = 3600 * 1000;
const spans = {
  hour: ['In an hour', hourMs],
  day: ['In a day', 24 * hourMs],
  week: ['In a week', 7 * 24 * hourMs],
  month: ['In 30 days', 30 * 24 * hourMs],
} as const;
type Span = keyof typeof spans;

interface ExpirySelectProps {
  /** Milliseconds since 1970; undefined: never. */
  readonly expiresAt: number | undefined;
  readonly isDisabled: boolean;
  readonly onChoose: (expiresAt: number | null) => void;
}

export function ExpirySelect({ expiresAt, isDisabled, onChoose }: ExpirySelectProps) {
  const id = useId();
  const choose = (value: string) => {
    if (value === 'never') onChoose(null);
    else if (value in spans) onChoose(Date.now() + spans[value as Span][1]);
  };
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
      <label htmlFor={id} className="font-medium text-13">
        Expires
      </label>
      <select
        id={id}
        value={expiresAt === undefined ? 'never' : 'set'}
        disabled={isDisabled}
        onChange={({ target }) => choose(target.value)}
        className={selectClass}
      >
        <option value="never">Never</option>
        {expiresAt !== undefined && <option value="set">{wallMoment(expiresAt)}</option>}
        {Object.entries(spans).map(([span, [title]]) => (
          <option key={span} value={span}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}
