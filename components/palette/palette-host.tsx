'use client';
/** Waits for the key on every page but those of guests, and fetches the palette when it is first asked for. */
import dynamic from 'next/dynamic';
import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { openPalette, paletteEvent } from '../ui/open-palette';

const Palette = dynamic(() => import('./palette').then((module) => module.Palette), { ssr: false });

export function PaletteHost() {
  const path = usePathname();
  const isViewer = path.startsWith('/share/') || path === '/sign-in';
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
