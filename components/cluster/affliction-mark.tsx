/** The mark of a process that stands still, two bars, or that was ended, a square; the words stand elsewhere. */
import type { Affliction } from '@/lib/timeline/tracks/moment';

const shapes: Readonly<Record<Affliction, string>> = { paused: 'M6 5.5h3v9H6zM11 5.5h3v9h-3z', killed: 'M6 6h8v8H6z' };
const bands: Readonly<Record<Affliction, string>> = { paused: 'fill-pause', killed: 'fill-kill' };

interface AfflictionMarkProps {
  readonly affliction: Affliction;
  /** Of the square around it, in pixels. */
  readonly size: number;
  readonly className?: string;
  /** Where its left upper corner lies in a picture that it is a part of. */
  readonly x?: number;
  readonly y?: number;
}

export function AfflictionMark({ affliction, size, className, ...place }: AfflictionMarkProps) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" className={className} {...place}>
      <circle cx="10" cy="10" r="9" className={`stroke-ink ${bands[affliction]}`} strokeWidth="1.5" />
      <path d={shapes[affliction]} className="fill-ink" />
    </svg>
  );
}
