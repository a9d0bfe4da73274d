/** Back and forth through the steps of a world. */
import { Button } from '../ui/button';

interface StepperProps {
  readonly at: number;
  readonly count: number;
  readonly onStep: (step: number) => void;
}

export function Stepper({ at, count, onStep }: StepperProps) {
  return (
    <fieldset className="flex items-center gap-1 text-13">
      <legend className="sr-only">Steps</legend>
      <Button kind="quiet" aria-label="First step" disabled={at <= 0} onClick={() => onStep(0)}>
        <Arrow path="M11 3 6 8l5 5M4 3v10" />
      </Button>
      <Button kind="quiet" aria-label="Step back" disabled={at <= 0} onClick={() => onStep(at - 1)}>
        <Arrow path="m10 3-5 5 5 5" />
      </Button>
      <span className="min-w-24 text-center" aria-live="polite">
        step {at + 1} of {count}
      </span>
      <Button kind="quiet" aria-label="Step forward" disabled={at >= count - 1} onClick={() => onStep(at + 1)}>
        <Arrow path="m6 3 5 5-5 5" />
      </Button>
      <Button
        kind="quiet"
        aria-label="Last step, the refused operation"
        disabled={at >= count - 1}
        onClick={() => onStep(count - 1)}
      >
        <Arrow path="m5 3 5 5-5 5m7-10v10" />
      </Button>
    </fieldset>
  );
}

function Arrow({ path }: { readonly path: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className="size-4"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
