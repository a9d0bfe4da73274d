// biome-ignore lint/style/noRestrictedImports: the test reads the style sheet as text; nothing of it reaches a browser
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { colours as pictureColours } from '../share/picture-frame';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Palette = ReadonlyMap<string, string>;

/** The first run of `--color-x: #rrggbb` after the marker, up to the end of its block. */
function palette(marker: string): Palette {
  const block = css.slice(css.indexOf(marker));
  const body = block.slice(block.indexOf('{'), block.indexOf('}'));
  return new Map(
    [...body.matchAll(/--color-([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}

const light = palette('@theme static');
const dark = new Map([...light, ...palette('@variant dark')]);

/** WCAG 2: relative luminance and contrast. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const texts = ['ink', 'muted', 'accent', 'valid', 'invalid', 'unknown', 'error', 'side-a', 'side-b'];
const pairs: readonly (readonly [string, string, number])[] = [
  ...texts.flatMap((text) => [[text, 'surface', 4.5] as const, [text, 'raised', 4.5] as const]),
  ['on-accent', 'accent', 4.5],
  ['ink', 'fault-sand', 4.5],
  ['ink', 'fault-blue', 4.5],
  ['ink', 'fault-rose', 4.5],
  ['ink', 'fault-green', 4.5],
  ['ink', 'fault-teal', 4.5],
  ['ink', 'fault-violet', 4.5],
  ['ink-on-fill', 'ok', 4.5],
  ['ink-on-fill', 'info', 4.5],
  ['ink-on-fill', 'fail', 4.5],
  ['edge', 'raised', 3],
  ['edge', 'surface', 3],
];

test.each([
  ['light', light],
  ['dark', dark],
] as const)('every text and mark of the %s theme can be told from what it stands on', (_, colours) => {
  const short = pairs.flatMap(([front, back, least]) => {
    const ratio = contrast(colours.get(front) ?? '', colours.get(back) ?? '');
    return ratio >= least ? [] : [`${front} on ${back} is ${ratio.toFixed(2)}, needs ${least}`];
  });
  expect(short).toEqual([]);
});

test('the dark theme changes colours, and only those that the light theme has', () => {
  expect(palette('@variant dark').size).toBeGreaterThan(10);
  expect([...palette('@variant dark').keys()].filter((name) => !light.has(name))).toEqual([]);
});

test('the pictures of shared pages have the colours of the light theme', () => {
  const names = Object.keys(pictureColours);
  expect(Object.fromEntries(names.map((name) => [name, light.get(name)]))).toEqual(pictureColours);
});
