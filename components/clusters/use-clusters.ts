'use client';
/** The clusters as the server keeps them. */
import { useCallback, useEffect, useState } from 'react';
import type { SavedCluster } from '@/lib/plan/kept-cluster';
import { clusterEndpoints } from '@/lib/protocol/api/cluster-endpoints';
import type { ListedCluster } from '@/lib/protocol/cluster';
import { messageOf, request } from '../ui/request';
import type { Told } from '../ui/told-toast';

export interface ClustersView {
  readonly clusters: readonly ListedCluster[] | undefined;
  readonly failure: string | undefined;
  readonly told: Told | undefined;
  readonly dismiss: () => void;
  readonly refresh: () => void;
  readonly remove: (cluster: SavedCluster) => void;
}

export function useClusters(): ClustersView {
  const [clusters, setClusters] = useState<readonly ListedCluster[]>();
  const [failure, setFailure] = useState<string>();
  const [told, setTold] = useState<Told>();
  const look = useCallback(async () => {
    try {
      setClusters((await request(clusterEndpoints.listClusters, {})).clusters);
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, []);
  useEffect(() => void look(), [look]);

  const act = async (work: () => Promise<unknown>, done: Told) => {
    try {
      await work();
      setTold(done);
    } catch (error) {
      setTold({ text: messageOf(error) });
    }
    await look();
  };
  const restore = (cluster: SavedCluster) =>
    void act(() => request(clusterEndpoints.saveCluster, { body: cluster }), { text: `${cluster.name} is back.` });
  const remove = (cluster: SavedCluster) =>
    void act(() => request(clusterEndpoints.removeCluster, { params: { name: cluster.name } }), {
      text: `${cluster.name} was removed; its machines and the runs on them stay.`,
      undo: () => restore(cluster),
    });
  return { clusters, failure, told, dismiss: () => setTold(undefined), refresh: () => void look(), remove };
}
