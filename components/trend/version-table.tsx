/** How often a violation was found in the runs of each version, and between what the rate lies. */
import { wilsonInterval } from '@/lib/base/wilson';
import type { OutcomeName } from '@/lib/protocol/run';
import type { TrendVersion } from '@/lib/protocol/trend';
import { outcomesFromWorst } from '@/lib/report/experiment-cell';
import { dash } from '@/lib/report/experiment-words';
import { foundWords, rateWords } from '@/lib/report/trend-words';
import { cellClass, ScrollTable } from '../ui/scroll-table';
import { VerdictMark } from '../ui/verdict-mark';
import { wallMoment } from '../ui/wall-clock';

export function VersionTable({ versions }: { readonly versions: readonly TrendVersion[] }) {
  return (
    <section aria-labelledby="by-version">
      <h2 id="by-version" className="mb-2 font-semibold text-16">
        By version
      </h2>
      <ScrollTable
        label="Versions"
        heads={['Version', 'Ended as', 'A violation was found', 'Rate, with 95 %', 'Newest run']}
      >
        {versions.map((version) => (
          <tr key={version.version ?? ''} className="border-line border-b">
            <th scope="row" className={`${cellClass} font-mono [overflow-wrap:anywhere]`}>
              {version.version ?? 'not said'}
            </th>
            <td className={cellClass}>
              <Tally outcomes={version.outcomes} />
            </td>
            <td className={cellClass}>{foundWords(version)}</td>
            <td className={cellClass}>
              <Rate {...version} />
            </td>
            <td className={`${cellClass} whitespace-nowrap`}>{wallMoment(version.newestAt)}</td>
          </tr>
        ))}
      </ScrollTable>
    </section>
  );
}

function Tally({ outcomes }: Pick<TrendVersion, 'outcomes'>) {
  const ended = outcomesFromWorst.filter((outcome: OutcomeName) => outcomes[outcome] !== undefined);
  return (
    <span className="flex flex-wrap gap-x-3">
      {ended.map((outcome) => (
        <span key={outcome} className="inline-flex items-center gap-1">
          {outcomes[outcome]} <VerdictMark outcome={outcome} />
        </span>
      ))}
    </span>
  );
}

const barWidth = 120;

function Rate({ found, decided }: Pick<TrendVersion, 'found' | 'decided'>) {
  const interval = wilsonInterval(found, decided);
  if (!interval) return <span className="text-muted">{dash}</span>;
  const { low, high } = interval;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <svg width={barWidth} height="12" aria-hidden="true">
        <path d={`M0 6.5H${barWidth}`} className="stroke-line" />
        <rect
          {...{ x: low * barWidth, y: 3, width: Math.max(2, (high - low) * barWidth), height: 7 }}
          className="fill-accent/30"
        />
        <path
          d={`M${Math.min(barWidth - 1, Math.max(1, (found / decided) * barWidth))} 1v11`}
          className="stroke-accent"
          strokeWidth="2"
        />
      </svg>
      <span className="whitespace-nowrap">{rateWords({ found, decided })}</span>
    </span>
  );
}
