/** The nodes where there is no room for a picture: a row of chips, the sides told by letter and colour. */
import type { Answer } from '@/lib/timeline/moment';
import { sideClasses, sideLetters } from './cluster-node';

interface NodeStripProps {
  readonly nodes: readonly string[];
  readonly label: string;
  readonly sideOf: (node: string) => number | undefined;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly accused: string | undefined;
}

export function NodeStrip({ nodes, label, sideOf, answers, accused }: NodeStripProps) {
  return (
    <div role="img" aria-label={label} className="flex flex-wrap justify-center gap-2 lg:hidden">
      {nodes.map((node) => {
        const side = sideOf(node);
        return (
          <span
            key={node}
            className={`flex items-baseline gap-1.5 rounded-full border border-current px-2.5 py-1 font-mono text-13 ${sideClasses(side).text}`}
          >
            {side !== undefined && <b className="font-sans">{sideLetters[side]}</b>}
            {node === accused && <b className="font-sans text-invalid">✗</b>}
            <span className="text-ink">{node}</span>
            <span className="text-12 text-muted">{answers.get(node)?.label}</span>
          </span>
        );
      })}
    </div>
  );
}
