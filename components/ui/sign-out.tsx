'use client';
/** Ends the session of this browser; what it shows live ends with it. */
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from './button';
import { AllRuns } from './notice';
import { forgetPageKey } from './page-key';
import { messageOf, request } from './request';

export function SignOut() {
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);

  const signOut = async () => {
    setBusy(true);
    setFailure(undefined);
    try {
      await request(endpoints.signOut, {});
      forgetPageKey();
      location.assign('/sign-in');
    } catch (error) {
      setBusy(false);
      setFailure(messageOf(error));
    }
  };
  return (
    <main id="main" className="mx-auto max-w-md px-4 pt-16">
      <h1 className="mb-2 font-semibold text-20">Sign out</h1>
      <p className="mb-4 text-muted">
        This browser then sees nothing of this server any more, in any tab. Runs go on, and links that were shared stay
        open.
      </p>
      <p className="mb-6 text-muted">
        To sign out every browser, and to make the printed address worthless, change the token where the server runs:{' '}
        <code className="whitespace-nowrap">npx clew token --rotate</code>
      </p>
      <div className="flex items-center gap-4">
        <Button kind="primary" disabled={isBusy} onClick={() => void signOut()}>
          Sign out
        </Button>
        <AllRuns />
      </div>
      {failure !== undefined && (
        <p role="alert" className="mt-4 text-invalid">
          {failure}
        </p>
      )}
    </main>
  );
}
