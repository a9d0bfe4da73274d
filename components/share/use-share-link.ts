'use client';
/** The link to a run, an experiment, a comparison or a trend as the server knows it, and what its owner does with it. */
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { trendEndpoints } from '@/lib/protocol/api/trend-endpoints';
import type { Link, LinkChange, LinkKind } from '@/lib/protocol/link';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';

type Known =
  | { readonly state: 'unknown' }
  | { readonly state: 'none' }
  | { readonly state: 'made'; readonly link: Link };

const acts = {
  run: {
    read: endpoints.readRun,
    share: endpoints.shareRun,
    unshare: endpoints.unshareRun,
    change: endpoints.changeRunLink,
  },
  experiment: {
    read: endpoints.readExperiment,
    share: endpoints.shareExperiment,
    unshare: endpoints.unshareExperiment,
    change: endpoints.changeExperimentLink,
  },
  comparison: {
    read: endpoints.readComparison,
    share: endpoints.shareComparison,
    unshare: endpoints.unshareComparison,
    change: endpoints.changeComparisonLink,
  },
  trend: {
    read: trendEndpoints.readTrend,
    share: trendEndpoints.shareTrend,
    unshare: trendEndpoints.unshareTrend,
    change: trendEndpoints.changeTrendLink,
  },
} as const;

export function useShareLink(of: LinkKind, id: string) {
  const { read, share, unshare, change: changeLink } = acts[of];
  const params = { id };
  const [known, setKnown] = useState<Known>({ state: 'unknown' });
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<Known>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      setKnown(await work());
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  /** Asked whenever the dialog opens, because another page may have changed it. */
  const look = () =>
    attempt(async () => {
      const { link } = await request(read, { params });
      return link === undefined ? { state: 'none' } : { state: 'made', link };
    });
  /** @param password to be asked for from the beginning: the link is shown when it is */
  const make = (password?: string) =>
    attempt(async () => {
      const link = await request(share, { params });
      if (password === undefined) return { state: 'made', link };
      await request(changeLink, { params, body: { password } });
      return { state: 'made', link: { ...link, hasPassword: true } };
    });
  const change = (link: Link, to: LinkChange, said: string) =>
    attempt(async () => {
      await request(changeLink, { params, body: to });
      announce(said);
      const { expiresAt: before, ...rest } = link;
      const { expiresAt = before, showsPlaces = link.showsPlaces, password } = to;
      const hasPassword = password === undefined ? link.hasPassword : password !== null;
      return {
        state: 'made',
        link: { ...rest, showsPlaces, hasPassword, ...(typeof expiresAt === 'number' && { expiresAt }) },
      };
    });
  const revoke = () =>
    attempt(async () => {
      await request(unshare, { params });
      announce('The link no longer works');
      return { state: 'none' };
    });
  return { known, failure, isBusy, look, make, change, revoke };
}
