'use client';
/** Machines that are kept under a name, for any number of tests; each can be looked at before one depends on it. */
import Link from 'next/link';
import { useState } from 'react';
import { counted } from '@/lib/base/words';
import { formatHosts } from '@/lib/plan/hosts';
import { clusterOfSaved, type SavedCluster } from '@/lib/plan/kept-cluster';
import { Examination } from '../cluster/examination';
import { useExamination } from '../cluster/use-examination';
import { Button, buttonClass } from '../ui/button';
import { Deferred, usePart } from '../ui/deferred';
import { Failure } from '../ui/failure';
import { Skeleton } from '../ui/skeleton';
import { ToldToast } from '../ui/told-toast';
import { type ClustersView, useClusters } from './use-clusters';

const dialog = new Deferred(() => import('./cluster-dialog').then(({ ClusterDialog }) => ClusterDialog));

export function ClustersPage() {
  const view = useClusters();
  const [isAdding, setAdding] = useState(false);
  const { clusters, failure } = view;
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <div className="mb-1 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h1 className="font-semibold text-20">Clusters</h1>
        <Button kind="primary" onClick={() => setAdding(true)} onPointerEnter={dialog.prepare}>
          Add a cluster
        </Button>
      </div>
      <p className="mb-6 max-w-[80ch] text-muted">
        Machines of yours, under a name by which a test chooses them. Keys and passwords are not kept: a cluster says
        where they are. A lab, an embedded cluster and one in memory need none of this.
      </p>
      {failure && <Failure onRetry={view.refresh}>{failure}</Failure>}
      {clusters === undefined ? (
        !failure && <Skeleton className="h-24 w-full" />
      ) : clusters.length === 0 ? (
        <p className="text-muted">
          None is kept. <span className="font-mono text-13">npx clew clusters add</span> takes the hosts of an ssh
          config.
        </p>
      ) : (
        <ul aria-label="Clusters" className="border-line border-t">
          {clusters.map(({ cluster }) => (
            <Row key={cluster.name} cluster={cluster} view={view} />
          ))}
        </ul>
      )}
      {isAdding && <Editing cluster={undefined} view={view} close={() => setAdding(false)} />}
      <ToldToast told={view.told} onClose={view.dismiss} />
    </main>
  );
}

function Row({ cluster, view }: { readonly cluster: SavedCluster; readonly view: ClustersView }) {
  const [isChanging, setChanging] = useState(false);
  const [examining, examine] = useExamination();
  const { name, nodes, user, jump } = cluster;
  const machines = clusterOfSaved(cluster);
  const isCurrent = examining?.of === JSON.stringify(machines);
  return (
    <li className="space-y-3 border-line border-b px-2 py-3">
      <div className="flex flex-wrap items-start gap-x-6 gap-y-2">
        <div className="min-w-64 flex-1">
          <h2 className="font-semibold">{name}</h2>
          <p className="text-13 text-muted">
            {counted(nodes.length, 'node')}, as {user}
            {jump !== undefined && `, through ${jump}`}
          </p>
          <pre className="mt-1 overflow-x-auto font-mono text-12">{formatHosts(nodes)}</pre>
        </div>
        <div className="flex flex-wrap gap-2 max-sm:w-full">
          <Button
            onClick={() => void examine({ cluster: machines })}
            disabled={isCurrent && !examining.isOver}
            aria-label={`Examine ${name}`}
          >
            Examine
          </Button>
          <Link href={`/new?cluster=${name}`} className={buttonClass('plain')} aria-label={`New test on ${name}`}>
            New test
          </Link>
          <Button onClick={() => setChanging(true)} onPointerEnter={dialog.prepare} aria-label={`Change ${name}`}>
            Change
          </Button>
          <Button onClick={() => view.remove(cluster)} aria-label={`Remove ${name}`}>
            Remove
          </Button>
        </div>
      </div>
      {isCurrent && <Examination examining={examining} />}
      {isChanging && <Editing cluster={cluster} view={view} close={() => setChanging(false)} />}
    </li>
  );
}

interface EditingProps {
  readonly cluster: SavedCluster | undefined;
  readonly view: ClustersView;
  readonly close: () => void;
}

function Editing({ cluster, view, close }: EditingProps) {
  const Dialog = usePart(dialog, true);
  const done = () => {
    close();
    view.refresh();
  };
  const taken = (view.clusters ?? []).map((each) => each.cluster.name);
  return Dialog && <Dialog cluster={cluster} taken={taken} close={close} done={done} />;
}
