'use client';
/**
 * Short messages about what a person just did ("Link copied"). One polite live region for the whole page; a message
 * stays long enough to be read and the next one replaces it.
 */
import { useEffect, useState } from 'react';

/** Long enough to read a sentence twice. */
const shownMs = 5000;
const eventName = 'clew:announce';

export function announce(message: string): void {
  window.dispatchEvent(new CustomEvent<string>(eventName, { detail: message }));
}

export function StatusRegion() {
  const [message, setMessage] = useState<{ readonly text: string }>();

  useEffect(() => {
    const show = (event: Event) => {
      if (event instanceof CustomEvent && typeof event.detail === 'string') setMessage({ text: event.detail });
    };
    window.addEventListener(eventName, show);
    return () => window.removeEventListener(eventName, show);
  }, []);

  useEffect(() => {
    if (!message) return;
    const timer = setTimeout(() => setMessage(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [message]);

  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4">
      {message && (
        <p className="rounded-6 border border-line bg-raised px-3 py-2 text-ink shadow-popover">{message.text}</p>
      )}
    </div>
  );
}
