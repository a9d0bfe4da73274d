'use client';
/**
 * The lines of a log that have some letters, found a slice at a time: of two million lines all would hold the page up for
 * seconds. Lines never change, so those that come are looked at as they come.
 */
import { useEffect, useRef, useState } from 'react';
import { IntColumn } from '@/lib/base/column';

/** Between two slices the page answers. */
const sliceMs = 8;

/** @returns nothing where every line fits */
export function useMatchingLines(
  count: number,
  letters: string,
  textOf: (line: number) => string | undefined,
): { readonly lines: IntColumn; readonly isWhole: boolean } | undefined {
  const wanted = letters.trim().toLowerCase();
  const search = useRef<{ readonly wanted: string; readonly lines: IntColumn; next: number }>(undefined);
  const [, setProgress] = useState(0);
  if (search.current?.wanted !== wanted) search.current = { wanted, lines: new IntColumn(), next: 0 };
  const current = search.current;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text of a line never changes
  useEffect(() => {
    if (wanted === '') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const until = performance.now() + sliceMs;
      while (current.next < count && performance.now() < until) {
        const line = current.next++;
        if (textOf(line)?.toLowerCase().includes(wanted)) current.lines.push(line);
      }
      setProgress(current.next);
      if (current.next < count) timer = setTimeout(look);
    };
    look();
    return () => clearTimeout(timer);
  }, [wanted, count, current]);
  return wanted === '' ? undefined : { lines: current.lines, isWhole: current.next >= count };
}
