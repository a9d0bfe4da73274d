/** The nodes where there is no room for a picture: a row of chips, with the letters, marks and words of the picture. */
import type { BeliefAt } from '@/lib/protocol/beliefs';
import { clippedLabel } from '@/lib/timeline/tracks/label';
import { shortLagWords } from '@/lib/timeline/tracks/leaders';
import { type Answer, type HoldingFault, nodeFaultsOf } from '@/lib/timeline/tracks/moment';
import { faultWords, type NodePicking, sideClasses, sideLetters } from './cluster-node';
import { CrownMark } from './crown-mark';
import { FaultMark } from './fault-mark';

interface NodeStripProps {
  readonly nodes: readonly string[];
  readonly label: string;
  readonly sideOf: (node: string) => number | undefined;
  readonly holding: readonly HoldingFault[];
  readonly answers: ReadonlyMap<string, Answer>;
  readonly implicated: string | undefined;
  readonly beliefs: ReadonlyMap<string, BeliefAt>;
  readonly picking: NodePicking | undefined;
}

export function NodeStrip({ nodes, label, sideOf, holding, answers, implicated, beliefs, picking }: NodeStripProps) {
  const chips = nodes.map((node) => {
    const side = sideOf(node);
    const belief = beliefs.get(node);
    const faults = nodeFaultsOf(holding, node);
    const chip = `flex items-baseline gap-1.5 rounded-full border border-current px-2.5 py-1 font-mono text-13 ${sideClasses(side).text}`;
    const told = (
      <>
        {side !== undefined && <b className="font-sans">{sideLetters[side]}</b>}
        {faults.map(({ fault }) => (
          <FaultMark key={fault} fault={fault} size={14} className="self-center" />
        ))}
        {node === implicated && <b className="font-sans text-invalid">✗</b>}
        {belief?.role === 'leader' && <CrownMark className="h-2.5 w-3.5 fill-ink" />}
        <span className="text-ink">{node}</span>
        <span className="text-12 text-muted">{clippedLabel(answers.get(node)?.label ?? '')}</span>
        <span className="font-sans text-12 text-ink">{faultWords(faults) ?? (belief && shortLagWords(belief))}</span>
      </>
    );
    if (!picking) {
      return (
        <span key={node} className={chip}>
          {told}
        </span>
      );
    }
    return (
      <button
        key={node}
        type="button"
        aria-pressed={picking.chosen.includes(node)}
        onClick={() => picking.toggle(node)}
        className={`${chip} border-dashed aria-pressed:border-solid aria-pressed:bg-accent/12 aria-pressed:outline-2 aria-pressed:outline-accent`}
      >
        {told}
      </button>
    );
  });
  const row = 'flex flex-wrap justify-center gap-2 lg:hidden';
  return picking ? (
    <fieldset aria-label={label} className={row}>
      {chips}
    </fieldset>
  ) : (
    <div role="img" aria-label={label} className={row}>
      {chips}
    </div>
  );
}
