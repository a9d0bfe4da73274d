import { expect, test } from 'vitest';
import { type DrawCommand, type DrawList, type Inks, inkNames } from './draw-list';
import { svgOf } from './svg';

/** Each colour says its own name. */
const inks = Object.fromEntries(inkNames.map((name) => [name, `the-${name}`])) as Inks;

/** The lines between the root's two tags. */
function drawn(...list: DrawList): readonly string[] {
  return svgOf({ list, width: 100, height: 50 }, inks).trimEnd().split('\n').slice(1, -1);
}

test('the root says how large the picture is and stands without a page around it', () => {
  const svg = svgOf({ list: [], width: 320.5, height: 50 }, inks);
  expect(svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="320\.5" height="50" viewBox="0 0 320\.5 50"/,
  );
  expect(svg).toMatch(/<\/svg>\n$/);
});

test('text is text, whatever is in it', () => {
  const text = { kind: 'text', ink: 'ink', x: 4, y: 14, text: '</text><script>"r" & w', align: 'left' } as const;
  expect(drawn(text)).toEqual([
    '<text x="4" y="14" dominant-baseline="central" xml:space="preserve" fill="the-ink">&lt;/text&gt;&lt;script&gt;&quot;r&quot; &amp; w</text>',
  ]);
  expect(drawn({ ...text, align: 'center', isBold: true })[0]).toContain('text-anchor="middle" font-weight="600"');
  expect(drawn({ ...text, align: 'right' })[0]).toContain('text-anchor="end"');
});

test('boxes are filled, framed on the inside, and never of a width below none', () => {
  const box = { x: 1.23456, y: 2, width: 10, height: 6 };
  expect(drawn({ kind: 'fill', ink: 'ok', opacity: 0.28, ...box })).toEqual([
    '<rect x="1.23" y="2" width="10" height="6" fill="the-ok" opacity="0.28"/>',
  ]);
  expect(drawn({ kind: 'frame', ink: 'accent', lineWidth: 2, ...box })).toEqual([
    '<rect x="1.73" y="2.5" width="9" height="5" fill="none" stroke="the-accent" stroke-width="2"/>',
  ]);
  expect(drawn({ kind: 'fill', ink: 'ok', ...box, width: -3 })[0]).toContain('width="0"');
});

test('many boxes are one path', () => {
  const boxes = Float32Array.from([0, 1, 2, 3, 10, 11, 12, 13]);
  expect(drawn({ kind: 'fills', ink: 'fail', boxes })).toEqual([
    '<path d="M0 1h2v3h-2zM10 11h12v13h-12z" fill="the-fail"/>',
  ]);
});

test('a hatch is a pattern, defined once a colour', () => {
  const hatch = { kind: 'hatch', ink: 'fault-sand', x: 0, y: 0, width: 9, height: 9 } as const;
  const [definitions, ...rest] = drawn(hatch, hatch, { ...hatch, ink: 'ink-on-fill', opacity: 0.55 });
  expect(definitions?.match(/<pattern id="hatch-fault-sand"/g)).toHaveLength(1);
  expect(definitions).toContain('stroke="the-ink-on-fill"');
  expect(rest).toEqual([
    '<rect x="0" y="0" width="9" height="9" fill="url(#hatch-fault-sand)"/>',
    '<rect x="0" y="0" width="9" height="9" fill="url(#hatch-fault-sand)"/>',
    '<rect x="0" y="0" width="9" height="9" fill="url(#hatch-ink-on-fill)" opacity="0.55"/>',
  ]);
});

test('a cross stands on a halo of the background', () => {
  const [cross] = drawn({ kind: 'cross', ink: 'invalid', x: 10, y: 10, radius: 4 });
  const path = 'd="M6 6L14 14M14 6L6 14" stroke-linecap="round"';
  expect(cross).toBe(
    `<path ${path} stroke="the-raised" stroke-width="6"/><path ${path} stroke="the-invalid" stroke-width="3"/>`,
  );
});

test('lines are dashed where they are meant to be', () => {
  const line: DrawCommand = { kind: 'stroke', ink: 'muted', x1: 1, y1: 2, x2: 3, y2: 4, lineWidth: 1.5 };
  expect(drawn(line, { ...line, dash: [2, 3] })).toEqual([
    '<path d="M1 2L3 4" stroke="the-muted" stroke-width="1.5"/>',
    '<path d="M1 2L3 4" stroke="the-muted" stroke-width="1.5" stroke-dasharray="2 3"/>',
  ]);
});
