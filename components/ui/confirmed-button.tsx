'use client';
/** A button whose act cannot be taken back: it asks first, and says what will happen. */
import { buttonClass } from './button';
import type { Question } from './confirm-part';
import { Deferred } from './deferred';
import { Opener } from './opener';

interface ConfirmedButtonProps extends Question {
  readonly label: string;
  readonly isDisabled?: boolean;
}

const confirm = new Deferred(() => import('./confirm-part').then(({ ConfirmPart }) => ConfirmPart));

export function ConfirmedButton({ label, isDisabled = false, ...question }: ConfirmedButtonProps) {
  return (
    <Opener popup="dialog" opens={confirm} given={question} className={buttonClass('plain')} disabled={isDisabled}>
      {label}
    </Opener>
  );
}
