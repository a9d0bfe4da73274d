'use client';
/** Every link that opens something: what it is to, whether anybody has opened it, and how to take it back. */
import Link from 'next/link';
import { useCallback, useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { trendEndpoints } from '@/lib/protocol/api/trend-endpoints';
import { compareAddress, runsOfComparison } from '@/lib/protocol/compare-address';
import type { ListedLink } from '@/lib/protocol/link';
import { trendPath } from '@/lib/protocol/trend-address';
import { Button } from '../ui/button';
import { ConfirmedButton } from '../ui/confirmed-button';
import { copyText } from '../ui/copy';
import { Failure } from '../ui/failure';
import { RelativeTime } from '../ui/relative-time';
import { messageOf, request } from '../ui/request';
import { Skeleton } from '../ui/skeleton';
import { announce } from '../ui/status-region';
import { linkAddress } from './link-address';
import { LinkLock } from './link-lock';

const revokeOf = {
  run: endpoints.unshareRun,
  experiment: endpoints.unshareExperiment,
  comparison: endpoints.unshareComparison,
  trend: trendEndpoints.unshareTrend,
} as const;
const changeOf = {
  run: endpoints.changeRunLink,
  experiment: endpoints.changeExperimentLink,
  comparison: endpoints.changeComparisonLink,
  trend: trendEndpoints.changeTrendLink,
} as const;
const pageOf = {
  run: (id: string) => `/runs/${id}`,
  experiment: (id: string) => `/experiments/${id}`,
  comparison: (id: string) => compareAddress(runsOfComparison(id)),
  trend: (id: string) => trendPath({ plan: id }),
} as const;
const whatOf = {
  run: '',
  experiment: 'An experiment with its runs. ',
  comparison: 'A comparison. ',
  trend: 'The trend of a plan, and its badge. ',
} as const;

export function LinksPage() {
  const [links, setLinks] = useState<readonly ListedLink[]>();
  const [failure, setFailure] = useState<string>();

  const look = useCallback(async () => {
    try {
      setLinks((await request(endpoints.listLinks, {})).links);
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, []);
  useEffect(() => void look(), [look]);

  const revoke = async ({ kind, id, name }: ListedLink) => {
    try {
      await request(revokeOf[kind], { params: { id } });
      announce(`The link to ${name} no longer works`);
    } catch (error) {
      announce(`The link was not revoked. ${messageOf(error)}`);
    }
    await look();
  };

  const lock = async ({ kind, id, name }: ListedLink, password: string | null) => {
    try {
      await request(changeOf[kind], { params: { id }, body: { password } });
      announce(`The link to ${name} asks for ${password === null ? 'no' : 'the'} password`);
    } catch (error) {
      announce(`The password was not changed. ${messageOf(error)}`);
    }
    await look();
  };

  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <h1 className="mb-1 font-semibold text-20">Links</h1>
      <p className="mb-4 max-w-[80ch] text-muted">
        Whoever has one of these sees what it is to, read only. Deleting a run takes its link back.
      </p>
      {failure && <Failure onRetry={() => void look()}>{failure}</Failure>}
      {links === undefined
        ? !failure && <Skeleton className="h-24 w-full" />
        : links.length === 0 && (
            <p className="py-8 text-muted">Nothing is shared. The page of a run has a Share button.</p>
          )}
      {links !== undefined && links.length > 0 && (
        <ul aria-label="Links" className="border-line border-t">
          {links.map((listed) => (
            <Row
              key={listed.link.token}
              listed={listed}
              onRevoke={() => void revoke(listed)}
              onLock={(password) => void lock(listed, password)}
            />
          ))}
        </ul>
      )}
    </main>
  );
}

interface RowProps {
  readonly listed: ListedLink;
  readonly onRevoke: () => void;
  readonly onLock: (password: string | null) => void;
}

function Row({ listed, onRevoke, onLock }: RowProps) {
  const { kind, id, name, link } = listed;
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-1 border-line border-b px-2 py-2">
      <div className="min-w-48 flex-1">
        <Link
          href={pageOf[kind](id)}
          prefetch={false}
          className="font-medium text-accent underline [overflow-wrap:anywhere]"
        >
          {name}
        </Link>
        <p className="text-13 text-muted">
          {whatOf[kind]}
          {link.createdAt !== undefined && (
            <>
              Made <RelativeTime at={link.createdAt} />.{' '}
            </>
          )}
          {link.usedAt === undefined ? (
            // One of an older version may have been opened before that was written down.
            link.createdAt !== undefined && 'Not opened yet.'
          ) : (
            <>
              Last opened <RelativeTime at={link.usedAt} />.
            </>
          )}{' '}
          {link.expiresAt !== undefined && (
            <>
              Expires <RelativeTime at={link.expiresAt} />.{' '}
            </>
          )}
          {link.showsPlaces && 'Shows addresses and paths.'}
        </p>
      </div>
      <LinkLock hasPassword={link.hasPassword} isDisabled={false} onChange={onLock} />
      <div className="flex gap-2">
        <Button aria-label={`Copy the link to ${name}`} onClick={() => void copyText(linkAddress(kind, link), 'Link')}>
          Copy
        </Button>
        <ConfirmedButton
          label="Revoke"
          question={`Revoke the link to ${name}?`}
          consequence="Whoever looks at it now is sent away, and the address opens nothing any more."
          keep="Keep it"
          act="Revoke the link"
          onAct={onRevoke}
        />
      </div>
    </li>
  );
}
