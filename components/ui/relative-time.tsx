'use client';
/** "3 min ago", with the date and time on hover and for machines. */
import { useNow } from './use-now';

const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

export function RelativeTime({ at }: { readonly at: number }) {
  const now = useNow(20_000);
  const date = new Date(at);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString('en-GB')} suppressHydrationWarning>
      {now === undefined ? date.toISOString().slice(0, 10) : relative((at - now) / 1000)}
    </time>
  );
}

function relative(seconds: number): string {
  const found = units.find(([, size]) => Math.abs(seconds) >= size);
  if (!found) return 'just now';
  const [unit, size] = found;
  // "3 min ago": units carry no full stop.
  return format.format(Math.round(seconds / size), unit).replace('.', '');
}
