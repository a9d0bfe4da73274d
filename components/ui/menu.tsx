'use client';
/** A menu behind a button: a short list of actions, by mouse and by keyboard. */
import type { ComponentProps } from 'react';
import { Deferred } from './deferred';
import { Opener } from './opener';

export interface MenuItem {
  readonly title: string;
  readonly hint?: string;
  readonly isDisabled?: boolean;
  /** Where it leads, or the address of a file that it brings. */
  readonly href?: string | undefined;
  readonly isDownload?: boolean;
  readonly onSelect?: () => void;
}

interface MenuButtonProps extends Omit<ComponentProps<'button'>, 'ref' | 'type'> {
  readonly items: readonly MenuItem[];
  /** Stands below them. */
  readonly note?: string | undefined;
}

/** Beside what is written on the button. */
export function OpensMenu() {
  return (
    <svg viewBox="0 0 12 12" className="ml-1.5 size-3" fill="none" stroke="currentColor" aria-hidden="true">
      <path d="M2.5 4.5 6 8l3.5-3.5" strokeWidth="1.5" />
    </svg>
  );
}

const menu = new Deferred(() => import('./menu-part').then(({ MenuPart }) => MenuPart));

export function MenuButton({ items, note, ...button }: MenuButtonProps) {
  return <Opener {...button} popup="menu" opens={menu} given={{ items, note }} />;
}
