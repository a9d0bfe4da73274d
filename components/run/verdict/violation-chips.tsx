/** The few operations that contradict each other, each a link to its place on the timeline. */
import type { RunState } from '@/lib/protocol/run-state';
import { type BannerChip, chipTime, type ViolationBanner } from '@/lib/report/violation-banner';
import { formatViewLink } from '@/lib/timeline/view/view-link';
import { wallTime } from '../../ui/wall-clock';

interface ViolationChipsProps {
  readonly banner: ViolationBanner;
  readonly startedAt: RunState['startedAt'];
  readonly onShow: (operation: number) => void;
}

export function ViolationChips({ banner: { chips, leftOut, total, faults }, startedAt, onShow }: ViolationChipsProps) {
  if (chips.length === 0) return null;
  return (
    <ol aria-label="The contradiction" className="mt-2 flex flex-wrap items-center gap-x-1.5 gap-y-1.5 text-13">
      {leftOut > 0 && <li className="text-muted">{leftOut} before these, then</li>}
      {chips.map((chip, place) => (
        <li key={chip.operation} className="flex items-center gap-1.5">
          {place > 0 && (
            <span aria-hidden="true" className={chip.isViolating ? 'font-semibold text-invalid' : 'text-muted'}>
              {chip.isViolating ? '✗' : '→'}
            </span>
          )}
          <Chip chip={chip} startedAt={startedAt} onShow={onShow} />
        </li>
      ))}
      {faults.map((fault) => (
        <li key={fault} className="ml-2 text-muted">
          {fault}
        </li>
      ))}
      {total > 1 && (
        <li className="ml-2 text-muted">1 of {total.toLocaleString('en-GB')} violations; V on the timeline goes on</li>
      )}
    </ol>
  );
}

interface ChipProps extends Pick<ViolationChipsProps, 'startedAt' | 'onShow'> {
  readonly chip: BannerChip;
}

function Chip({ chip, startedAt, onShow }: ChipProps) {
  const { operation, label, client, node, isViolating } = chip;
  const edge = isViolating ? 'border-invalid text-invalid' : 'border-edge text-ink';
  return (
    <a
      href={formatViewLink({ span: undefined, operation })}
      title={[`client ${client} on ${node}`, wallTime(startedAt, chip.endedAt ?? chip.beganAt)]
        .filter(Boolean)
        .join(', ')}
      className={`inline-flex max-w-full items-baseline gap-2 rounded-6 border bg-raised px-2 py-0.5 hover:bg-accent/10 ${edge}`}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onShow(operation);
      }}
    >
      <b className="font-mono font-semibold">{label}</b>
      <span className="font-mono">{node}</span>
      <span className="whitespace-nowrap text-12 text-muted">{chipTime(chip)}</span>
      {isViolating && <span className="sr-only">, the violation</span>}
    </a>
  );
}
