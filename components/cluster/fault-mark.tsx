/** The mark of a fault, as on its band: on a node that it hit, and in the legend; the words stand elsewhere. */
import { appearanceOf } from '@/lib/catalog/faults/appearance';
import { faultShape } from '../ui/fault-bands';

interface FaultMarkProps {
  /** Its name. */
  readonly fault: string;
  /** Of the square around it, in pixels. */
  readonly size: number;
  readonly className?: string;
  /** Where its left upper corner lies in a picture that it is a part of. */
  readonly x?: number;
  readonly y?: number;
}

export function FaultMark({ fault, size, className, ...place }: FaultMarkProps) {
  return (
    <svg viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" className={className} {...place}>
      <circle cx="10" cy="10" r="9" className={`stroke-ink ${faultShape(fault)}`} strokeWidth="1.5" />
      <path d={appearanceOf(fault).look.glyph} className="fill-ink" />
    </svg>
  );
}

/** Without the circle. */
export function FaultGlyph({ fault, className }: { readonly fault: string; readonly className: string }) {
  return (
    <svg viewBox="3 3 14 14" aria-hidden="true" className={className}>
      <path d={appearanceOf(fault).look.glyph} />
    </svg>
  );
}
