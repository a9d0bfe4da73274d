'use client';
/** When a run was launched: the last days, or between two dates of the reader's own calendar. */
import { useState } from 'react';
import { inputClass, selectClass } from '../ui/field';

interface WhenSelectProps {
  /** Milliseconds since 1970; from this moment on, and before that one. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly onChoose: (when: { readonly from: number | undefined; readonly to: number | undefined }) => void;
}

const dayMs = 24 * 3600 * 1000;
const spans = { today: 'Today', week: 'Last 7 days', month: 'Last 30 days' } as const;
type Span = keyof typeof spans;

export function WhenSelect({ from, to, onChoose }: WhenSelectProps) {
  const [isOwn, setOwn] = useState(from !== undefined || to !== undefined);
  const choose = (value: string) => {
    setOwn(value === 'own');
    if (value === 'any') onChoose({ from: undefined, to: undefined });
    else if (value !== 'own') onChoose({ from: startOf(value as Span), to: undefined });
  };
  const known = (Object.keys(spans) as Span[]).find((span) => to === undefined && from === startOf(span));
  const value = from === undefined && to === undefined && !isOwn ? 'any' : (known ?? 'own');
  return (
    <>
      <select aria-label="When" value={value} onChange={({ target }) => choose(target.value)} className={selectClass}>
        <option value="any">Any time</option>
        {Object.entries(spans).map(([span, title]) => (
          <option key={span} value={span}>
            {title}
          </option>
        ))}
        <option value="own">Between two dates</option>
      </select>
      {value === 'own' && (
        <>
          <DateBox
            label="From"
            value={from === undefined ? '' : dateText(from)}
            onChange={(text) => onChoose({ from: momentOf(text), to })}
          />
          <DateBox
            label="To, with that day"
            value={to === undefined ? '' : dateText(to - 1)}
            onChange={(text) => onChoose({ from, to: nextDay(momentOf(text)) })}
          />
        </>
      )}
    </>
  );
}

interface DateBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function DateBox({ label, value, onChange }: DateBoxProps) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      className={`${inputClass} max-w-40`}
    />
  );
}

/** Midnights, so that the same choice is the same address all day. */
function startOf(span: Span): number {
  const midnight = new Date(new Date().setHours(0, 0, 0, 0));
  const days = { today: 0, week: 6, month: 29 }[span];
  return new Date(midnight.getTime() - days * dayMs).setHours(0, 0, 0, 0);
}

/** `2026-11-30`, as a date box has it. */
function dateText(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function momentOf(text: string): number | undefined {
  const at = new Date(`${text}T00:00`).getTime();
  return Number.isNaN(at) ? undefined : at;
}

/** A day has 23 or 25 hours twice a year. */
function nextDay(at: number | undefined): number | undefined {
  return at === undefined ? undefined : new Date(at).setHours(24, 0, 0, 0);
}
