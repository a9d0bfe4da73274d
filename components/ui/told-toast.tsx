'use client';
/** What was just done, with its undo; it waits while a pointer or the focus rests on it. */
import { Deferred, usePart } from './deferred';

/** Said in a corner for a while: what was done, and the way back. */
export interface Told {
  readonly text: string;
  readonly undo?: () => void;
}

export interface ToldProps {
  readonly told: Told | undefined;
  readonly onClose: () => void;
}

const toast = new Deferred(() => import('./toast-part').then(({ ToastPart }) => ToastPart));

export function ToldToast(props: ToldProps) {
  const Part = usePart(toast, props.told !== undefined);
  return Part && <Part {...props} />;
}
