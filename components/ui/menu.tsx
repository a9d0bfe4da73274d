'use client';
/** A menu behind a button: a short list of actions, by mouse and by keyboard. */
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuProps {
  /** A button; it opens the menu. */
  readonly trigger: ReactNode;
  readonly children: ReactNode;
}

export function Menu({ trigger, children }: MenuProps) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-30 min-w-44 rounded-6 border border-line bg-raised p-1 text-ink shadow-popover"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  readonly isDisabled?: boolean;
  readonly onSelect?: () => void;
  /** The child is a link, which becomes the item. */
  readonly isLink?: boolean;
  readonly children: ReactNode;
}

export function MenuItem({ isDisabled = false, onSelect, isLink = false, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      asChild={isLink}
      disabled={isDisabled}
      {...(onSelect && { onSelect })}
      className="flex h-8 cursor-default items-center rounded-4 px-2 text-14 outline-none data-disabled:text-muted data-highlighted:bg-accent/12"
    >
      {children}
    </DropdownMenu.Item>
  );
}
