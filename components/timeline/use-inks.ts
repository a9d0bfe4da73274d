'use client';
/** The theme's colours as a canvas needs them: computed, and again whenever the theme changes. */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { type Inks, inkNames } from '@/lib/draw/draw-list';

export function useInks(): Inks | undefined {
  const [inks, setInks] = useState<Inks>();
  useEffect(() => {
    const read = () => setInks(readInks());
    read();
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    // Paper is light, whatever the screen is; the browser takes the page as it is when this returns.
    const print = window.matchMedia('print');
    const readNow = () => flushSync(read);
    print.addEventListener('change', readNow);
    media.addEventListener('change', read);
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      print.removeEventListener('change', readNow);
      media.removeEventListener('change', read);
      observer.disconnect();
    };
  }, []);
  return inks;
}

function readInks(): Inks {
  const style = getComputedStyle(document.documentElement);
  const entries = inkNames.map((name) => [name, style.getPropertyValue(`--color-${name}`).trim()] as const);
  return Object.fromEntries(entries) as Inks;
}
