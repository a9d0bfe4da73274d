/** How faults look wherever they are drawn. */
import type { Ink } from '../draw/draw-list';
import type { FaultKind } from '../history/fault';

/** The bands of faults. */
export const faultInks: Readonly<Record<FaultKind, Ink>> = { cut: 'partition', pause: 'pause', kill: 'kill' };
