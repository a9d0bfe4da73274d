'use client';
import { useEffect, useState } from 'react';

/** The value once it has rested: for what is read out, and what costs more than a frame has time for. */
export function useSettled<T>(value: T, restMs = 200): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), restMs);
    return () => clearTimeout(timer);
  }, [value, restMs]);
  return settled;
}
