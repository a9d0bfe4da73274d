'use client';
/** Machines of a person's own that a run left cut, paused or busy: what hinders their healing, and a try at once. */
import Link from 'next/link';
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { HealingReport, UnhealedCluster } from '@/lib/protocol/healing';
import { Button } from '../ui/button';
import { RelativeTime } from '../ui/relative-time';
import { messageOf, request } from '../ui/request';
import { useHealing } from './use-healing';

/** Nothing where nothing needs it. */
export function NeedsHealing({
  of = () => true,
  className = '',
}: {
  /** Only these; all by default. */
  readonly of?: (cluster: UnhealedCluster) => boolean;
  readonly className?: string;
}) {
  const { clusters, refresh } = useHealing();
  // What was healed here stays in sight until its reader puts it away, and says what was done.
  const [healed, setHealed] = useState<readonly UnhealedCluster[]>([]);
  const isListed = ({ run }: UnhealedCluster) => clusters.some((cluster) => cluster.run === run);
  const shown = [...clusters, ...healed.filter((cluster) => !isListed(cluster))].filter(of);
  return shown.map((cluster) => (
    <Unhealed
      key={cluster.run}
      cluster={cluster}
      className={className}
      onTried={() => {
        setHealed((before) => [...before.filter(({ run }) => run !== cluster.run), cluster]);
        refresh();
      }}
      onPutAway={() => setHealed((before) => before.filter(({ run }) => run !== cluster.run))}
    />
  ));
}

type Try =
  | { readonly state: 'none' | 'under way' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'done'; readonly report: HealingReport };

interface UnhealedProps {
  readonly cluster: UnhealedCluster;
  readonly className: string;
  readonly onTried: () => void;
  readonly onPutAway: () => void;
}

function Unhealed({ cluster, className, onTried, onPutAway }: UnhealedProps) {
  const { run, name, triedAt, machines } = cluster;
  const [last, setLast] = useState<Try>({ state: 'none' });
  const heal = async () => {
    setLast({ state: 'under way' });
    try {
      setLast({ state: 'done', report: await request(endpoints.healRun, { params: { id: run } }) });
    } catch (error) {
      setLast({ state: 'failed', message: messageOf(error) });
    }
    onTried();
  };
  const isWhole = last.state === 'done' && last.report.isWhole;
  const titleId = `healing-${run}`;
  return (
    <section
      aria-labelledby={titleId}
      className={`space-y-2 border-l-2 pl-3 ${isWhole ? 'border-valid' : 'border-invalid'} ${className}`}
    >
      <h2 id={titleId} className="font-semibold text-16">
        {isWhole ? 'Machines are whole again after ' : 'Machines need healing after '}
        <Link href={`/runs/${run}`} className="break-words underline hover:text-accent">
          {name}
        </Link>
      </h2>
      {!isWhole && (
        <p className="text-13 text-muted">
          They may still be cut, paused or busy, and runs on them are refused.{' '}
          {triedAt === undefined ? (
            'Not tried yet.'
          ) : (
            <>
              Last tried <RelativeTime at={triedAt} />, and again every few seconds.
            </>
          )}
        </p>
      )}
      <ul className="space-y-1 text-13">
        {machines.map((machine) => (
          <Machine
            key={machine.name}
            machine={machine}
            isTried={triedAt !== undefined}
            report={last.state === 'done' ? last.report : undefined}
          />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3">
        {isWhole ? (
          <Button onClick={onPutAway}>Put away</Button>
        ) : (
          <Button onClick={() => void heal()} disabled={last.state === 'under way'}>
            Heal now
          </Button>
        )}
        <p role="status" className="text-13">
          {last.state === 'under way' && 'Connecting to each machine; this takes up to 30 s.'}
          {last.state === 'failed' && <span className="text-invalid">{last.message}</span>}
          {last.state === 'done' && !isWhole && 'Not all of them could be put right.'}
          {last.state === 'none' && (
            <span className="text-muted">
              or <code>npx clew heal {run}</code>
            </span>
          )}
        </p>
      </div>
    </section>
  );
}

interface MachineProps {
  readonly machine: UnhealedCluster['machines'][number];
  readonly isTried: boolean;
  readonly report: HealingReport | undefined;
}

function Machine({ machine: { name, host, port, trouble }, isTried, report }: MachineProps) {
  const found = report?.nodes.find((node) => node.name === name);
  const hindrance = found ? found.trouble : trouble;
  const done = found ? found.done : isTried && trouble === undefined ? 'whole' : undefined;
  return (
    <li>
      <span className="font-medium font-mono">{name}</span>{' '}
      <span className="text-muted">
        {host}:{port}
      </span>{' '}
      {done !== undefined && <span className="text-valid">{done}</span>}
      {hindrance !== undefined && <span className="break-words">{hindrance}</span>}
    </li>
  );
}
