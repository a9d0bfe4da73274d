'use client';
/** Which machines need healing, asked for again and again while the page is in sight. */
import { useCallback, useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { UnhealedCluster } from '@/lib/protocol/healing';
import { request } from '../ui/request';

/** The server tries them again about as often. */
const refreshMs = 15_000;

export function useHealing(): { readonly clusters: readonly UnhealedCluster[]; readonly refresh: () => void } {
  const [clusters, setClusters] = useState<readonly UnhealedCluster[]>([]);
  const refresh = useCallback(async () => {
    try {
      setClusters((await request(endpoints.listHealing, {})).clusters);
    } catch (error) {
      // What else is on the page says that the server does not answer.
      console.warn('which machines need healing could not be asked', error);
    }
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => document.visibilityState === 'visible' && void refresh(), refreshMs);
    return () => clearInterval(timer);
  }, [refresh]);
  return { clusters, refresh: () => void refresh() };
}
