'use client';
/** What a visitor sees of a link that asks for a password: nothing of what is behind it, not even what it is. */
import { type FormEvent, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from '../ui/button';
import { InputField } from '../ui/field';
import { messageOf, request } from '../ui/request';

interface LockedLinkProps {
  readonly token: string;
  readonly onUnlock: () => void;
}

export function LockedLink({ token, onUnlock }: LockedLinkProps) {
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const unlock = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem('password');
    if (!(input instanceof HTMLInputElement)) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await request(endpoints.unlockLink, { params: { token }, body: { password: input.value } });
      onUnlock();
    } catch (error) {
      setBusy(false);
      setFailure(messageOf(error));
      input.focus();
    }
  };
  return (
    <div className="mx-auto max-w-md px-4 pt-16">
      <h1 className="mb-2 font-semibold text-20">This link asks for a password</h1>
      <p className="mb-6 text-muted">Whoever sent it has set one. It opens for twelve hours in this browser.</p>
      <form onSubmit={(event) => void unlock(event)} className="space-y-4" noValidate>
        <InputField label="Password" name="password" type="password" required autoFocus error={failure} />
        <Button type="submit" kind="primary" disabled={isBusy}>
          {isBusy ? 'Opening' : 'Open'}
        </Button>
      </form>
    </div>
  );
}
