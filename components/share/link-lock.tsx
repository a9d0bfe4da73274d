'use client';
/** Whether a link asks for a password; how its owner sets one, changes it and takes it away. */
import { type FormEvent, useState } from 'react';
import { minPasswordLength } from '@/lib/protocol/link';
import { Button } from '../ui/button';
import { InputField } from '../ui/field';

interface LinkLockProps {
  readonly hasPassword: boolean;
  readonly isDisabled: boolean;
  /** Null: none any more. */
  readonly onChange: (password: string | null) => void;
}

export function LinkLock({ hasPassword, isDisabled, onChange }: LinkLockProps) {
  const [isChoosing, setChoosing] = useState(false);
  const choose = (password: string) => {
    setChoosing(false);
    onChange(password);
  };
  if (isChoosing) return <ChoosePassword onChoose={choose} onLeave={() => setChoosing(false)} />;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
      <p className="text-13">
        <span className="font-medium">Password</span>{' '}
        <span className="text-muted">{hasPassword ? 'It asks for one.' : 'None: the link is enough.'}</span>
      </p>
      <span className="flex gap-2">
        <Button disabled={isDisabled} onClick={() => setChoosing(true)}>
          {hasPassword ? 'Change password' : 'Set a password'}
        </Button>
        {hasPassword && (
          <Button disabled={isDisabled} onClick={() => onChange(null)}>
            Remove password
          </Button>
        )}
      </span>
    </div>
  );
}

interface ChoosePasswordProps {
  readonly onChoose: (password: string) => void;
  readonly onLeave: () => void;
}

function ChoosePassword({ onChoose, onLeave }: ChoosePasswordProps) {
  const [failure, setFailure] = useState<string>();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const input = event.currentTarget.elements.namedItem('link-password');
    if (!(input instanceof HTMLInputElement)) return;
    const problem = passwordProblem(input.value);
    setFailure(problem);
    if (problem === undefined) onChoose(input.value);
    else input.focus();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-2" noValidate>
      <PasswordInput error={failure} isOfOpenLink />
      <span className="flex gap-2">
        <Button type="submit" kind="primary">
          Set
        </Button>
        <Button kind="quiet" onClick={onLeave}>
          Cancel
        </Button>
      </span>
    </form>
  );
}

interface PasswordInputProps {
  readonly error?: string | undefined;
  /** Of a link that somebody may look through now. */
  readonly isOfOpenLink?: boolean;
}

/** In letters that can be read: its owner hands it on, and no browser is to keep it as that of this site. */
export function PasswordInput({ error, isOfOpenLink = false }: PasswordInputProps) {
  return (
    <InputField
      label="Password of the link"
      name="link-password"
      autoFocus={isOfOpenLink}
      error={error}
      hint={`At least ${minPasswordLength} characters. Send it another way than the link.${isOfOpenLink ? ' Whoever is there now has to give it.' : ''}`}
    />
  );
}

/** What is wrong with one that somebody chose. */
export function passwordProblem(password: string): string | undefined {
  return password.length < minPasswordLength ? `It has fewer than ${minPasswordLength} characters.` : undefined;
}
