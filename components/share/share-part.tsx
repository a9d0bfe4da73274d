'use client';
/** A link for a teammate: read only, unguessable, and taken back with one press. */
import Link from 'next/link';
import { type FormEvent, useEffect, useEffectEvent, useId, useState } from 'react';
import { badgePath, type LinkKind, type Link as ShareLink } from '@/lib/protocol/link';
import { parseViewLink } from '@/lib/timeline/view/view-link';
import { Button, buttonClass } from '../ui/button';
import { copyText } from '../ui/copy';
import { inputClass } from '../ui/field';
import type { OpenedProps } from '../ui/opener';
import { PopoverClose, PopoverPart } from '../ui/popover-part';
import { SwitchField } from '../ui/switch-field';
import { ExpirySelect } from './expiry-select';
import { linkAddress, opensOnlyHere } from './link-address';
import { LinkLock, PasswordInput, passwordProblem } from './link-lock';
import { useShareLink } from './use-share-link';

const sees = {
  run: 'this one run, live and afterwards: its plan, operations, verdict and node logs',
  experiment: 'this table, live and afterwards, and each of its runs: plan, operations, verdict and node logs',
  comparison: 'this comparison, and each of its runs: plan, operations, verdict and node logs',
  trend: 'this trend, with the runs that are still to come: plan, versions, verdicts and numbers',
} as const;
const other = {
  run: 'run',
  experiment: 'run or experiment',
  comparison: 'run',
  trend: 'plan, and none of the runs themselves',
} as const;

const placesLeftOut =
  'Off: nodes go by their names. Addresses, ports, users, paths and error texts that name them are left out, in the node logs, too.';
const placesShown =
  'On: also addresses, ports and users of the nodes, paths, where the program came from, and whole error texts. Never keys, passwords, their variables, or what stands behind the ? of an address.';

export interface ShareProps {
  readonly of: LinkKind;
  readonly id: string;
  /** The page as one file, where there is one: what can be handed on where a link leads nowhere. */
  readonly file: string | undefined;
}

export function SharePart({ of, id, file, ...opened }: ShareProps & OpenedProps) {
  const { known, failure, isBusy, look, make, change, revoke } = useShareLink(of, id);
  const titleId = useId();
  const { isOpen } = opened;
  const lookUp = useEffectEvent(() => void look());
  useEffect(() => {
    if (isOpen) lookUp();
  }, [isOpen]);
  return (
    <PopoverPart {...opened} align="end" labelledBy={titleId} className="">
      <h2 id={titleId} className="font-semibold text-14">
        Share this {of}
      </h2>
      <p className="text-13 text-muted">
        Whoever has the link sees {sees[of]}. They cannot start, stop or change anything, and they see no other{' '}
        {other[of]}.
      </p>
      {known.state === 'made' && (
        <>
          <MadeLink kind={of} link={known.link} />
          {of === 'trend' && <Badge link={known.link} />}
          {opensOnlyHere(known.link) && <OnlyHere file={file} />}
          {/* Of a trend neither is shown in any case, but for what its plan is called. */}
          {of !== 'trend' && (
            <SwitchField
              label="Show addresses and paths"
              hint={known.link.showsPlaces ? placesShown : placesLeftOut}
              checked={known.link.showsPlaces}
              disabled={isBusy}
              onChange={({ target: { checked } }) =>
                void change(
                  known.link,
                  { showsPlaces: checked },
                  checked ? 'The link shows addresses and paths' : 'The link leaves out addresses and paths',
                )
              }
            />
          )}
          <LinkLock
            hasPassword={known.link.hasPassword}
            isDisabled={isBusy}
            onChange={(password) =>
              void change(
                known.link,
                { password },
                password === null ? 'The link asks for no password' : 'The link asks for the password',
              )
            }
          />
          <ExpirySelect
            expiresAt={known.link.expiresAt}
            isDisabled={isBusy}
            onChoose={(expiresAt) =>
              void change(known.link, { expiresAt }, expiresAt === null ? 'The link stays' : 'The link will expire')
            }
          />
        </>
      )}
      {known.state === 'none' && <MakeLink isDisabled={isBusy} onMake={(password) => void make(password)} />}
      <div className="flex flex-wrap justify-between gap-3">
        {known.state === 'made' && (
          <Button onClick={() => void revoke()} disabled={isBusy} className="text-invalid">
            Revoke the link
          </Button>
        )}
        <Link href="/links" prefetch={false} className={buttonClass('quiet')}>
          All links
        </Link>
        <PopoverClose className={buttonClass('quiet')}>Close</PopoverClose>
      </div>
      <p role="alert" className="text-13 text-invalid empty:hidden">
        {failure}
      </p>
    </PopoverPart>
  );
}

/** As a README takes it; behind a password there is none that others see. */
function Badge({ link }: { readonly link: ShareLink }) {
  if (link.hasPassword) {
    return <p className="text-12 text-muted">The badge shows nothing while the link asks for a password.</p>;
  }
  const page = linkAddress('trend', link);
  const picture = new URL(badgePath(link.token), page).href;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {/* biome-ignore lint/performance/noImgElement: it is made anew at each look, and not by Next */}
      <img src={badgePath(link.token)} alt="The badge" height={20} />
      <Button className="ml-auto" onClick={() => void copyText(`[![Clew](${picture})](${page})`, 'Badge')}>
        Copy the badge as Markdown
      </Button>
    </div>
  );
}

interface MakeLinkProps {
  readonly isDisabled: boolean;
  readonly onMake: (password: string | undefined) => void;
}

function MakeLink({ isDisabled, onMake }: MakeLinkProps) {
  const [asksForPassword, setAsks] = useState(false);
  const [failure, setFailure] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!asksForPassword) return onMake(undefined);
    const input = event.currentTarget.elements.namedItem('link-password');
    if (!(input instanceof HTMLInputElement)) return;
    const problem = passwordProblem(input.value);
    setFailure(problem);
    if (problem === undefined) onMake(input.value);
    else input.focus();
  };
  return (
    <form onSubmit={submit} className="flex flex-col items-start gap-3" noValidate>
      <SwitchField
        label="Ask for a password"
        hint="Without it the link is enough."
        checked={asksForPassword}
        onChange={({ target: { checked } }) => setAsks(checked)}
      />
      {asksForPassword && <PasswordInput error={failure} />}
      <Button type="submit" kind="primary" disabled={isDisabled}>
        Make a link
      </Button>
    </form>
  );
}

/** A link that would only be found out to lead nowhere by the colleague who was sent it. */
function OnlyHere({ file }: { readonly file: string | undefined }) {
  return (
    <p className="border-unknown border-l-2 pl-3 text-13">
      This address is that of this machine: elsewhere the link opens nothing. Start Clew with{' '}
      <code className="font-mono text-12">--public-url</code> if it can be reached from outside
      {file === undefined ? (
        '.'
      ) : (
        <>
          , or hand on{' '}
          <a href={file} download className="text-accent underline">
            the page as one file
          </a>
          .
        </>
      )}
    </p>
  );
}

function MadeLink({ kind, link }: { readonly kind: LinkKind; readonly link: ShareLink }) {
  // What the page is zoomed to and has selected stands behind the #; see use-view-link.ts.
  const [view] = useState(() => (parseViewLink(location.hash) ? location.hash : ''));
  const [isOfView, setOfView] = useState(true);
  const address = linkAddress(kind, link, isOfView ? view : '');
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
