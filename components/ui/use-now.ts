'use client';
/** The wall clock as state. Undefined on the server and in the first paint, where no clock is the right one. */
import { useEffect, useState } from 'react';

export function useNow(everyMs: number): number | undefined {
  const [now, setNow] = useState<number>();
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
