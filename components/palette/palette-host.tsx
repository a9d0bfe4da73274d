'use client';
/** Waits for the key on every page but those of guests, and fetches the palette when it is first asked for. */
import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { deferred } from '../ui/deferred';
import { openPalette, paletteEvent } from '../ui/open-palette';
import { isViewerPath } from '../ui/viewer-path';

const Palette = deferred(() => import('./palette').then(({ Palette }) => Palette));

export function PaletteHost() {
  const isViewer = isViewerPath(usePathname());
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isViewer) return;
    const onKey = (event: KeyboardEvent) => {
      const isMeant =
        event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isMeant || event.defaultPrevented) return;
      // A browser would look for something on the web.
      event.preventDefault();
      openPalette();
    };
    const toggle = () => setOpen((before) => !before);
    window.addEventListener('keydown', onKey);
    window.addEventListener(paletteEvent, toggle);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener(paletteEvent, toggle);
    };
  }, [isViewer]);
  return isOpen && !isViewer ? <Palette close={() => setOpen(false)} /> : null;
}
