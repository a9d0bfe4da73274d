/** A box to tick, with its words beside it. */
import type { ReactNode } from 'react';

interface CheckProps {
  readonly isChosen: boolean;
  readonly onChoose: (isOn: boolean) => void;
  readonly children: ReactNode;
}

export function Check({ isChosen, onChoose, children }: CheckProps) {
  return (
    <label className="flex h-8 items-center gap-2 text-13">
      <input
        type="checkbox"
        checked={isChosen}
        onChange={({ target }) => onChoose(target.checked)}
        className="size-4 accent-accent"
      />
      {children}
    </label>
  );
}
