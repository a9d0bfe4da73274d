/**
 * What the pictures of shared pages have in common, 1200 by 630 pixels: the edge in the colour of what is told, and whose
 * picture it is. Drawn on the server, so styles are written out and every box is a flex box.
 */
import type { CSSProperties, ReactNode } from 'react';
import type { OutcomeName } from '@/lib/protocol/run';
import { drawableText, shortened } from './preview-letters';

export const pictureSize = { width: 1200, height: 630 };

/** Of the light theme in components/ui/tokens.css, which cannot be read here; tokens.test.ts compares them. */
export const colours = {
  raised: '#ffffff',
  ink: '#15191e',
  muted: '#56606b',
  line: '#dadee3',
  edge: '#858d97',
  accent: '#5440c2',
  valid: '#16753a',
  invalid: '#c0202f',
  unknown: '#8a5a00',
  error: '#5b6470',
  'fault-sand': '#e9dca0',
  'fault-blue': '#a0b1e9',
  'fault-rose': '#e9a4a0',
  'fault-green': '#d1e8a0',
  'fault-teal': '#a0e9e3',
  'fault-violet': '#e9a0e6',
} as const;

export const verdictColours: Readonly<Record<OutcomeName, string>> = {
  valid: colours.valid,
  weak: colours.valid,
  invalid: colours.invalid,
  unknown: colours.unknown,
  error: colours.error,
  aborted: colours.error,
};

const marginPx = 72;
const edgePx = 16;
export const innerWidthPx = pictureSize.width - 2 * marginPx - edgePx;

interface PictureFrameProps {
  readonly colour: string;
  /** In the corner. */
  readonly label: string;
  readonly children: ReactNode;
}

export function PictureFrame({ colour, label, children }: PictureFrameProps) {
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        width: '100%',
        height: '100%',
        padding: `56px ${marginPx}px`,
        background: colours.raised,
        color: colours.ink,
        borderLeft: `${edgePx}px solid ${colour}`,
      }}
    >
      <div style={{ display: 'flex', alignItems: 'center', fontSize: 32, color: colours.muted }}>
        <Mark />
        <span style={{ marginLeft: 14, color: colours.ink }}>Clew</span>
        <span style={{ marginLeft: 'auto' }}>{shortened(drawableText(label), 48)}</span>
      </div>
      {children}
    </div>
  );
}

export function Line({ text, style }: { readonly text: string; readonly style: CSSProperties }) {
  return <div style={{ display: 'flex', ...style }}>{drawableText(text)}</div>;
}

/** As components/ui/mark.tsx, with its colour written out. */
function Mark() {
  return (
    <svg width="44" height="44" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M2.75 11a7.75 7.75 0 1 0 15.5 0a7.75 7.75 0 1 0-15.5 0M4.3 6.7c4.6-.6 9.8 2.4 12.4 8.9M3 12.6c4.2-1.6 8.6.4 10.6 5.1M7.3 4c4.8.4 8.8 3 10.7 7.4M14 17.9c2.2 2.3 4.6 2.6 7.6 2.3"
        stroke={colours.accent}
        strokeWidth="1.75"
        strokeLinecap="round"
      />
    </svg>
  );
}
