'use client';
/** Machines that are kept under a name, to choose from; a test then has the machines themselves, and they can be changed. */
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { clusterOfSaved, type SavedCluster } from '@/lib/plan/kept-cluster';
import type { Tree } from '@/lib/plan/tree';
import { clusterEndpoints } from '@/lib/protocol/api/cluster-endpoints';
import { Field, inputClass } from '../ui/field';
import { request } from '../ui/request';
import { clusterValues } from './cluster-values';
import { usePlanFormParts } from './plan-form';

const own = '';

/** Nothing where none is kept, or nobody knows: the machines can be typed all the same. */
export function SavedClusters() {
  const { form, values } = usePlanFormParts();
  const [clusters, setClusters] = useState<readonly SavedCluster[]>([]);
  useEffect(() => {
    let isCurrent = true;
    request(clusterEndpoints.listClusters, {}).then(
      (answer) => isCurrent && setClusters(answer.clusters.map(({ cluster }) => cluster)),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  if (clusters.length === 0) return null;
  const now = JSON.stringify(values.cluster);
  const chosen = clusters.find((cluster) => JSON.stringify(clusterValues(clusterOfSaved(cluster))) === now);
  const choose = (name: string) => {
    const cluster = clusters.find((each) => each.name === name);
    if (!cluster) return;
    form.clearErrors('cluster');
    const next: Tree = clusterValues(clusterOfSaved(cluster));
    form.setValue('cluster', next, { shouldDirty: true, shouldValidate: true });
  };
  return (
    <div className="max-w-96">
      <Field
        label="Kept clusters"
        hint={
          <Link href="/clusters" className="underline">
            List, add and examine them
          </Link>
        }
      >
        {(attributes) => (
          <select
            {...attributes}
            value={chosen?.name ?? own}
            onChange={({ target }) => choose(target.value)}
            className={inputClass}
          >
            <option value={own}>None of them</option>
            {clusters.map(({ name, nodes }) => (
              <option key={name} value={name}>
                {name} ({nodes.length})
              </option>
            ))}
          </select>
        )}
      </Field>
    </div>
  );
}
