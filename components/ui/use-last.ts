'use client';
/** What a form said last, while it cannot be read: half a number does not make its pictures and words blink. */
import { useState } from 'react';

export function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}
