'use client';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import type { MenuItem } from './menu';
import type { OpenedProps } from './opener';
import { useButtonFocus } from './use-button-focus';

interface MenuPartProps extends OpenedProps {
  readonly items: readonly MenuItem[];
  readonly note: string | undefined;
}

export function MenuPart({ items, note, isOpen, setOpen, button }: MenuPartProps) {
  const focus = useButtonFocus(button);
  return (
    // A modal one would hide the rest of the page from assistive technology, but not keep the focus out of it.
    <DropdownMenu.Root open={isOpen} onOpenChange={setOpen} modal={false}>
      {/* The button was there before; what the menu takes for its own only marks the place. */}
      <DropdownMenu.Trigger asChild>
        <span aria-hidden="true" className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      {/* What is no dialog belongs into the landmark that its button is in. */}
      <DropdownMenu.Portal container={button.current?.closest('main') ?? null}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-labelledby={button.current?.id}
          {...focus}
          className="z-30 min-w-44 rounded-6 border border-line bg-raised p-1 text-ink shadow-popover"
        >
          {items.map((item) => (
            <Item key={item.title} {...item} />
          ))}
          {note !== undefined && (
            <p className="max-w-60 border-line border-t px-2 pt-1.5 pb-1 text-12 text-muted">{note}</p>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function Item({ title, hint, isDisabled = false, href, isDownload = false, onSelect }: MenuItem) {
  return (
    <DropdownMenu.Item
      asChild={href !== undefined}
      disabled={isDisabled}
      {...(onSelect && { onSelect })}
      className="flex h-8 cursor-default items-center rounded-4 px-2 text-14 outline-none data-disabled:text-muted data-highlighted:bg-accent/12"
    >
      {linked(title, hint, href, isDownload)}
    </DropdownMenu.Item>
  );
}

function linked(title: string, hint: string | undefined, href: string | undefined, isDownload: boolean): ReactNode {
  if (href === undefined) return title;
  if (!isDownload) return <Link href={href}>{title}</Link>;
  return (
    <a href={href} download title={hint}>
      {title}
    </a>
  );
}
