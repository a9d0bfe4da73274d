'use client';
/** Exchanges the token that the server printed when it started for a session. */
import { useSearchParams } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from './button';
import { InputField } from './field';
import { keepPageKey } from './page-key';
import { messageOf, RequestError, request } from './request';

export function SignIn() {
  const asked = useSearchParams();
  const next = asked.get('next');
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const signIn = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem('token');
    if (!(input instanceof HTMLInputElement)) return;
    setBusy(true);
    setFailure(undefined);
    try {
      const { pageKey } = await request(endpoints.signIn, {
        body: { token: tokenIn(input.value) },
        showsSignedOut: true,
      });
      keepPageKey(pageKey);
      location.assign(placeToGo(next));
    } catch (error) {
      setBusy(false);
      setFailure(words(error));
      input.focus();
    }
  };
  return (
    <main id="main" className="mx-auto max-w-md px-4 pt-16">
      <h1 className="mb-2 font-semibold text-20">Sign in</h1>
      <p className="mb-6 text-muted">
        Clew printed an address with a token when it started. Open that address, or paste it here.
      </p>
      {asked.has('ended') && (
        <p role="status" className="mb-6 border-unknown border-l-2 pl-3">
          {sessionEnded}
        </p>
      )}
      <form onSubmit={(event) => void signIn(event)} className="space-y-4" noValidate>
        <InputField label="Token, or the whole address" name="token" type="password" required error={failure} />
        <Button type="submit" kind="primary" disabled={isBusy}>
          Sign in
        </Button>
      </form>
    </main>
  );
}

export const sessionEnded =
  'This browser is not signed in any more: somebody signed out, nobody used it for 12 hours, a week is over, or the token was changed.';

/** People paste the whole line; the token is in it. */
function tokenIn(pasted: string): string {
  return /[?&]token=([\w-]+)/.exec(pasted)?.[1] ?? pasted.trim();
}

/** Only a path of this server: an address elsewhere could be somebody's trap. What stood behind a # the browser has brought along. */
function placeToGo(next: string | null): string {
  if (next === null) return '/';
  const place = new URL(next, location.origin);
  return place.origin === location.origin ? `${place.pathname}${place.search}${location.hash}` : '/';
}

function words(error: unknown): string {
  if (error instanceof RequestError && error.status === 401) return 'This is not the token that was printed.';
  return messageOf(error);
}
