/** Something to press. One `primary` a page; `quiet` inside dense rows. */
import type { ComponentProps } from 'react';

type Kind = 'primary' | 'plain' | 'quiet';

const base =
  'inline-flex items-center justify-center gap-2 whitespace-nowrap rounded-6 font-medium text-14 transition-colors disabled:cursor-not-allowed disabled:opacity-60 print:hidden';
const kinds: Record<Kind, string> = {
  primary: 'h-9 bg-accent px-4 text-on-accent hover:bg-accent/90',
  plain: 'h-9 border border-edge bg-raised px-3 text-ink hover:border-ink',
  quiet: 'h-8 px-2 text-accent hover:bg-accent/10',
};

export function buttonClass(kind: Kind): string {
  return `${base} ${kinds[kind]}`;
}

export function Button({
  kind = 'plain',
  className = '',
  ...rest
}: ComponentProps<'button'> & { readonly kind?: Kind }) {
  return <button type="button" {...rest} className={`${buttonClass(kind)} ${className}`} />;
}
