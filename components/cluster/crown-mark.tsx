/** The crown of a node that believes it leads; the words stand elsewhere. */
import { crownCorners } from '@/lib/draw/crown';

const sizePx = { width: 16, height: 12 };

const points = crownCorners.map(([x, y]) => `${x * sizePx.width},${y * sizePx.height}`).join(' ');

interface CrownMarkProps {
  readonly className?: string;
  /** Where its left upper corner lies in a picture that it is a part of. */
  readonly x?: number;
  readonly y?: number;
}

export function CrownMark({ className, ...place }: CrownMarkProps) {
  return (
    <svg
      viewBox={`-1 -1 ${sizePx.width + 2} ${sizePx.height + 2}`}
      width={sizePx.width + 2}
      height={sizePx.height + 2}
      aria-hidden="true"
      className={className}
      {...place}
    >
      <polygon points={points} strokeLinejoin="round" />
    </svg>
  );
}
