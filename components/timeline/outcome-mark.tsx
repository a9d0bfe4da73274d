/** The shape of an outcome as the timeline draws it: solid, hatched, open to the right, or a frame. */
import { useId } from 'react';
import type { BarOutcome } from '@/lib/timeline/tracks/bars';

export function OutcomeMark({ outcome }: { readonly outcome: BarOutcome }) {
  const hatch = useId();
  return (
    <svg viewBox="0 0 20 10" className="h-2.5 w-5 shrink-0" aria-hidden="true">
      {outcome === 'ok' && <rect width="20" height="10" className="fill-ok" />}
      {outcome === 'fail' && (
        <>
          <defs>
            <pattern id={hatch} width="5" height="5" patternUnits="userSpaceOnUse">
              <path d="M-1 6 6 -1" className="stroke-ink-on-fill" strokeWidth="1" strokeOpacity="0.6" />
            </pattern>
          </defs>
          <rect width="20" height="10" className="fill-fail" />
          <rect width="20" height="10" fill={`url(#${hatch})`} />
        </>
      )}
      {outcome === 'info' && (
        <>
          <rect width="10" height="10" className="fill-info" />
          <path d="M11.5 5H20" className="stroke-info" strokeWidth="1.5" strokeDasharray="1.5 2.5" />
        </>
      )}
      {outcome === 'open' && <rect x="0.5" y="0.5" width="19" height="9" fill="none" className="stroke-muted" />}
    </svg>
  );
}
