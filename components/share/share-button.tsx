'use client';
import { Popover } from 'radix-ui';
import { useId, useState } from 'react';
/** A link for a teammate: read only, unguessable, and taken back with one press. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import { parseViewLink } from '@/lib/timeline/view/view-link';
import { Button, buttonClass } from '../ui/button';
import { copyText } from '../ui/copy';
import { inputClass } from '../ui/field';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';
import { SwitchField } from '../ui/switch-field';

type Link =
  | { readonly state: 'unknown' }
  | { readonly state: 'none' }
  | { readonly state: 'made'; readonly token: string; readonly showsPlaces: boolean };

/** What a link can be for: its address, where it leads, and what it shows. */
const kinds = {
  run: {
    read: endpoints.readRun,
    share: endpoints.shareRun,
    unshare: endpoints.unshareRun,
    showPlaces: endpoints.showRunPlaces,
    page: '/share',
    sees: 'this one run, live and afterwards: its plan, operations, verdict and node logs',
    other: 'run',
  },
  experiment: {
    read: endpoints.readExperiment,
    share: endpoints.shareExperiment,
    unshare: endpoints.unshareExperiment,
    showPlaces: endpoints.showExperimentPlaces,
    page: '/share/experiments',
    sees: 'this table, live and afterwards, and each of its runs: plan, operations, verdict and node logs',
    other: 'run or experiment',
  },
} as const;

const placesLeftOut =
  'Off: nodes go by their names. Addresses, ports, users, paths and error texts that name them are left out, in the node logs, too.';
const placesShown =
  'On: also addresses, ports and users of the nodes, paths, where the program came from, and whole error texts. Never keys, passwords, their variables, or what stands behind the ? of an address.';

interface ShareButtonProps {
  readonly of: keyof typeof kinds;
  readonly id: string;
}

export function ShareButton({ of, id }: ShareButtonProps) {
  const { page, sees, other } = kinds[of];
  const { link, failure, isBusy, look, make, show, revoke } = useShareLink(of, id);
  const titleId = useId();
  return (
    <Popover.Root onOpenChange={(isOpen) => isOpen && void look()}>
      <Popover.Trigger className={buttonClass('plain')}>Share</Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={12}
          aria-labelledby={titleId}
          className="z-30 flex w-96 max-w-[calc(100vw-24px)] flex-col gap-3 rounded-6 border border-line bg-raised p-4 text-ink shadow-popover"
        >
          <h2 id={titleId} className="font-semibold text-14">
            Share this {of}
          </h2>
          <p className="text-13 text-muted">
            Whoever has the link sees {sees}. They cannot start, stop or change anything, and they see no other {other}.
          </p>
          {link.state === 'made' && (
            <>
              <MadeLink path={`${page}/${link.token}`} />
              <SwitchField
                label="Show addresses and paths"
                hint={link.showsPlaces ? placesShown : placesLeftOut}
                checked={link.showsPlaces}
                disabled={isBusy}
                onChange={(event) => void show(link.token, event.target.checked)}
              />
            </>
          )}
          <div className="flex justify-between gap-3">
            {link.state === 'made' ? (
              <Button onClick={() => void revoke()} disabled={isBusy} className="text-invalid">
                Revoke the link
              </Button>
            ) : (
              <Button kind="primary" onClick={() => void make()} disabled={isBusy || link.state === 'unknown'}>
                Make a link
              </Button>
            )}
            <Popover.Close className={buttonClass('quiet')}>Close</Popover.Close>
          </div>
          <p role="alert" className="text-13 text-invalid empty:hidden">
            {failure}
          </p>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function MadeLink({ path }: { readonly path: string }) {
  // What the page is zoomed to and has selected stands behind the #; see use-view-link.ts.
  const [view] = useState(() => (parseViewLink(location.hash) ? location.hash : ''));
  const [isOfView, setOfView] = useState(true);
  const address = new URL(`${path}${isOfView ? view : ''}`, location.href).href;
  return (
    <>
      <div className="flex gap-2">
        <input
          readOnly
          aria-label="Link"
          value={address}
          onFocus={(event) => event.target.select()}
          className={`${inputClass} font-mono text-12`}
        />
        <Button onClick={() => void copyText(address, 'Link')}>Copy</Button>
      </div>
      {view !== '' && (
        <SwitchField
          label="Open it where I am"
          hint="The same stretch of the timeline, with the same operation selected."
          checked={isOfView}
          onChange={(event) => setOfView(event.target.checked)}
        />
      )}
    </>
  );
}

/** The link as the server knows it; looked up when the popover opens, because another page may have changed it. */
function useShareLink(of: keyof typeof kinds, id: string) {
  const { read, share, unshare, showPlaces } = kinds[of];
  const params = { id };
  const [link, setLink] = useState<Link>({ state: 'unknown' });
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const attempt = async (work: () => Promise<Link>) => {
    setBusy(true);
    setFailure(undefined);
    try {
      setLink(await work());
    } catch (error) {
      setFailure(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const look = () =>
    attempt(async () => {
      const { shareToken, showsPlaces = false } = await request(read, { params });
      return shareToken === undefined ? { state: 'none' } : { state: 'made', token: shareToken, showsPlaces };
    });
  const make = () =>
    attempt(async () => {
      const { token } = await request(share, { params });
      return { state: 'made', token, showsPlaces: false };
    });
  const show = (token: string, showsPlaces: boolean) =>
    attempt(async () => {
      await request(showPlaces, { params, body: { showsPlaces } });
      announce(showsPlaces ? 'The link shows addresses and paths' : 'The link leaves out addresses and paths');
      return { state: 'made', token, showsPlaces };
    });
  const revoke = () =>
    attempt(async () => {
      await request(unshare, { params });
      announce('The link no longer works');
      return { state: 'none' };
    });
  return { link, failure, isBusy, look, make, show, revoke };
}
