/** An outcome at a glance: a shape and a colour, and a word where there is room. Our own failures are grey and hatched. */
import { useId } from 'react';
import type { OutcomeName } from '@/lib/protocol/run';

export const outcomeTitles: Record<OutcomeName, string> = {
  valid: 'Valid',
  weak: 'Valid, weak',
  invalid: 'Invalid',
  unknown: 'Unknown',
  error: 'Error',
  aborted: 'Aborted',
};

/** Text colours; each stands with a mark or a word. */
export const outcomeInk: Readonly<Record<OutcomeName, string>> = {
  valid: 'text-valid',
  weak: 'text-valid',
  invalid: 'text-invalid',
  unknown: 'text-unknown',
  error: 'text-error',
  aborted: 'text-error',
};

interface VerdictMarkProps {
  readonly outcome: OutcomeName;
  /** Without it the word is there for a screen reader only. */
  readonly hasWord?: boolean;
  readonly className?: string;
}

export function VerdictMark({ outcome, hasWord = true, className = '' }: VerdictMarkProps) {
  const title = outcomeTitles[outcome];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium ${outcomeInk[outcome]} ${className}`}>
      <svg viewBox="0 0 16 16" className="size-4 shrink-0" aria-hidden="true">
        <VerdictShape outcome={outcome} />
      </svg>
      <span className={hasWord ? '' : 'sr-only'}>{title}</span>
    </span>
  );
}

/** Of a check that had nothing to be asked of. */
export function MootMark() {
  return (
    <span className="inline-flex items-center text-muted">
      <svg
        viewBox="0 0 16 16"
        className="size-4 shrink-0"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        aria-hidden="true"
      >
        <path d="M4 8h8" strokeLinecap="round" />
      </svg>
      <span className="sr-only">Not checked</span>
    </span>
  );
}

export function VerdictShape({ outcome }: { readonly outcome: OutcomeName }) {
  const hatch = useId();
  const ring = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.5 } as const;
  const cut = { fill: 'none', stroke: 'var(--color-raised)', strokeWidth: 1.75, strokeLinecap: 'round' } as const;
  switch (outcome) {
    case 'valid':
      return (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="m4.75 8.25 2.25 2.25 4.25-4.75" {...cut} />
        </>
      );
    case 'weak':
      return (
        <>
          <circle cx="8" cy="8" r="6.25" {...ring} />
          <path d="M8 1.75a6.25 6.25 0 0 0 0 12.5Z" fill="currentColor" />
        </>
      );
    case 'invalid':
      return (
        <>
          <rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor" />
          <path d="m5 5 6 6m0-6-6 6" {...cut} />
        </>
      );
    case 'unknown':
      return (
        <>
          <path d="M8 1.25 14.75 8 8 14.75 1.25 8Z" {...ring} />
          <path d="M8 5v3.5M8 10.75v.01" {...ring} strokeLinecap="round" />
        </>
      );
    case 'error':
      return (
        <>
          <pattern id={hatch} width="3" height="3" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0v3" stroke="currentColor" strokeWidth="1.5" />
          </pattern>
          <rect x="1.75" y="1.75" width="12.5" height="12.5" rx="2" {...ring} fill={`url(#${hatch})`} />
        </>
      );
    case 'aborted':
      return (
        <>
          <circle cx="8" cy="8" r="6.25" {...ring} strokeDasharray="2.5 2" />
          <path d="M5 8h6" {...ring} />
        </>
      );
  }
}
