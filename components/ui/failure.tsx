/** Why something could not be fetched or done, and the way to try it once more. */
import type { ReactNode } from 'react';
import { Button } from './button';

interface FailureProps {
  readonly onRetry?: () => void;
  readonly children: ReactNode;
}

export function Failure({ onRetry, children }: FailureProps) {
  return (
    <div role="alert" className="mb-4 flex flex-wrap items-center gap-3 border-invalid border-l-2 pl-3">
      <p>{children}</p>
      {onRetry && <Button onClick={onRetry}>Try again</Button>}
    </div>
  );
}
