import { describe, expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import type { FaultWindow } from '../../nemesis/windows';
import { emptyRunState } from '../../protocol/run-state';
import { columnNanos, drawnState } from '../drawn-history.fixture';
import { drawPointing, drawTimeline } from './draw';
import { faultRows } from './fault-rows';
import { hitTest } from './hit';
import { type SceneInput, timelineScene } from './scene';

/** The names are as wide as `client 0 · n1`; 12 px of margin, and 1000 px for the plot. */
const left = 105;
const width = left + 1000 + 12;

function scene(drawing: string, input: Partial<SceneInput> = {}) {
  const state = drawnState(drawing);
  return timelineScene({
    state,
    nodes: ['n1', 'n2', 'n3'],
    workers: state.lanes.map((_, worker) => worker),
    width,
    span: { start: 0, end: 20 * columnNanos },
    ...input,
  });
}

function texts(commands: readonly DrawCommand[]): readonly string[] {
  return commands.flatMap((command) => (command.kind === 'text' ? [command.text] : []));
}

const two = `
  r===.    w===?     r===.
    w====x      c==.`;

test('each outcome has a shape of its own besides its colour', () => {
  const commands = drawTimeline(scene(two));
  const shapes = commands.flatMap((command) =>
    (command.kind === 'fill' && ['ok', 'info', 'fail'].includes(command.ink)) ||
    (command.kind === 'hatch' && command.ink === 'ink-on-fill') ||
    (command.kind === 'stroke' && command.ink === 'info')
      ? [`${command.kind} ${command.ink}`]
      : [],
  );
  expect(shapes).toEqual([
    'stroke info',
    'fill ok',
    'fill ok',
    'fill info',
    'fill ok',
    'fill fail',
    'hatch ink-on-fill',
    // Under the letters, which cannot be read on a hatch.
    'fill fail',
  ]);
});

test('an info stays open to the right edge', () => {
  const tail = drawTimeline(scene(two)).find((command) => command.kind === 'stroke' && command.ink === 'info');
  expect(tail).toMatchObject({ x1: left + 13 * 50, x2: left + 1000 });
});

test('a lane is named by client and node, and a new process is written where it first acts', () => {
  const said = texts(drawTimeline(scene(two)));
  expect(said).toEqual(expect.arrayContaining(['nemesis', 'client 0 · n1', 'client 1 · n2']));
  expect(said).toContain('p2');
  // Of a narrow screen the names have the number and the node.
  expect(texts(drawTimeline(scene(two, { width: 360 })))).toContain('1 · n2');
});

test('a bar says its operation when there is room, inside or beside', () => {
  const said = texts(drawTimeline(scene(two)));
  expect(said).toEqual(expect.arrayContaining(['r 1', 'w 1 ?', 'w 1', 'c 1']));
  const crowded = texts(drawTimeline(scene(`  ${'r.'.repeat(500)}`, { span: { start: 0, end: 1000 * columnNanos } })));
  expect(crowded).not.toContain('r 1');
});

test('the violation is a cross in its lane and a line through all', () => {
  const violation = { title: 'Not linearizable', operation: 1, operations: [1], time: 7 * columnNanos };
  const marks = drawTimeline(scene(two, { violation })).filter((c) => 'ink' in c && c.ink === 'invalid');
  expect(marks).toMatchObject([
    { kind: 'stroke', x1: left + 350, y1: 0, y2: 84 },
    { kind: 'cross', x: left + 350, y: 28 + 28 + 14 },
  ]);
});

test('a violation is a band behind the bars, from what decided until the answer', () => {
  const violation = {
    title: 'Not linearizable',
    operation: 1,
    operations: [1],
    time: 7 * columnNanos,
    since: 3 * columnNanos,
  };
  const commands = drawTimeline(scene(two, { violation }));
  const at = commands.findIndex((c) => c.kind === 'fill' && c.ink === 'invalid');
  expect(commands[at]).toMatchObject({ x: left + 150, width: 200, y: 0, height: 84 });
  expect(at).toBeLessThan(commands.findIndex((c) => c.kind === 'fill' && c.ink === 'ok'));
  const later = { start: 5 * columnNanos, end: 25 * columnNanos };
  const clipped = drawTimeline(scene(two, { violation, span: later })).find(
    (c) => c.kind === 'fill' && c.ink === 'invalid',
  );
  expect(clipped).toMatchObject({ x: left, width: 100 });
});

test('a violation out of view is not drawn', () => {
  const violation = { title: 'Not linearizable', operation: 1, operations: [1], time: 30 * columnNanos };
  expect(drawTimeline(scene(two, { violation })).some((c) => 'ink' in c && c.ink === 'invalid')).toBe(false);
});

test('a fault is a band with the sides in words', () => {
  const grudge = { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] };
  const fault: FaultWindow = {
    fault: 'partition-random-halves',
    start: 2 * columnNanos,
    madeAt: 4 * columnNanos,
    end: 14 * columnNanos,
    healedAt: 16 * columnNanos,
    effect: { links: grudge },
  };
  const state = { ...drawnState(two), faults: [fault] };
  const commands = drawTimeline(scene(two, { state }));
  expect(texts(commands)).toContain('cut n2 n3 | n1');
  const band = commands.filter((c) => c.kind === 'fill' && c.ink === 'fault-sand');
  expect(band).toMatchObject([
    { x: left + 100, width: 700, height: 84 },
    { x: left + 200, width: 500 },
  ]);
});

test('a pause and a kill have bands of their own, with who was hit in words', () => {
  for (const kind of ['pause', 'kill'] as const) {
    const start = 2 * columnNanos;
    const fault: FaultWindow = { fault: kind, start, madeAt: start, effect: { nodes: ['n3'] } };
    const commands = drawTimeline(scene(two, { state: { ...drawnState(two), faults: [fault] } }));
    expect(texts(commands)).toContain(kind === 'pause' ? 'paused n3' : 'killed n3');
    expect(commands.some((c) => c.kind === 'fill' && c.ink === (kind === 'pause' ? 'fault-blue' : 'fault-rose'))).toBe(
      true,
    );
    expect(commands.some((c) => c.kind === 'fill' && c.ink === 'fault-sand')).toBe(false);
    const beginning = drawTimeline(scene(two, { state: { ...drawnState(two), faults: [{ fault: kind, start }] } }));
    expect(texts(beginning).some((text) => text.includes('n3 '))).toBe(false);
  }
});

test('the selection frames its operation', () => {
  const frame = drawPointing(scene(two, { selected: 1 })).find((c) => c.kind === 'frame' && c.ink === 'accent');
  expect(frame).toMatchObject({ x: left + 100 - 3, width: 256 });
});

test('an empty history draws its lanes and its axis', () => {
  const state = emptyRunState(1);
  expect(texts(drawTimeline(scene(two, { state, workers: [0] })))).toEqual(
    expect.arrayContaining(['nemesis', 'client 0 · n1', '0.000 s']),
  );
});

test('the pointer finds the operation under it, and the rarer one where they overlap', () => {
  const roomy = scene(two);
  expect(hitTest(roomy, left + 100, 28 + 10)).toEqual({ kind: 'operation', operation: 0 });
  expect(hitTest(roomy, left + 100 + 20, 28 + 28 + 10)).toEqual({ kind: 'operation', operation: 1 });
  expect(hitTest(roomy, left + 7 * 50, 28 + 10)).toBeUndefined();
  const dense = scene('  r.r.r.rxr.r.r.', { span: { start: 0, end: 10_000 * columnNanos } });
  expect(hitTest(dense, left + 1, 28 + 10)).toEqual({ kind: 'operation', operation: 6 });
});

test('the pointer finds a fault in the lane of the nemesis', () => {
  const state = { ...drawnState(two), faults: [{ fault: 'partition', start: 2 * columnNanos }] };
  expect(hitTest(scene(two, { state }), left + 300, 10)).toEqual({ kind: 'fault', fault: 0 });
  expect(hitTest(scene(two, { state }), left + 50, 10)).toBeUndefined();
});

test('a band too narrow for both sides says who is cut off', () => {
  const grudge = { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] };
  const end = 3 * columnNanos;
  const times = { start: columnNanos, madeAt: columnNanos, end, healedAt: end };
  const fault: FaultWindow = { fault: 'partition', ...times, effect: { links: grudge } };
  const state = { ...drawnState(two), faults: [fault] };
  expect(texts(drawTimeline(scene(two, { state })))).toContain('cut n1');
  const wide = { start: 0, end: 100 * columnNanos };
  expect(texts(drawTimeline(scene(two, { state, span: wide }))).some((text) => text.startsWith('cut'))).toBe(false);
});

describe('a pause inside a cut inside a kill', () => {
  const at = (column: number) => column * columnNanos;
  const faults: readonly FaultWindow[] = [
    { id: 1, fault: 'kill', start: at(1), madeAt: at(1), end: at(14), healedAt: at(14), effect: { nodes: ['n3'] } },
    {
      ...{ id: 2, fault: 'partition-random-halves', start: at(2), madeAt: at(2), end: at(12), healedAt: at(12) },
      effect: { links: { n1: ['n2'], n2: ['n1'] } },
    },
    { id: 3, fault: 'pause', start: at(4), madeAt: at(4), end: at(10), healedAt: at(10), effect: { nodes: ['n1'] } },
  ];
  const nested = () => scene(two, { state: { ...drawnState(two), faults } });

  test('has a row each, with its name, its mark and its label', () => {
    const list = drawTimeline(nested());
    expect(nested().layout.faultRows.map(({ name }) => name)).toEqual(['kill', 'partition', 'pause']);
    expect(texts(list)).toEqual(expect.arrayContaining(['kill', 'partition', 'pause', 'killed n3', 'paused n1']));
    expect(list.filter(({ kind }) => kind === 'glyph')).toHaveLength(3);
    const labels = list.filter((c) => c.kind === 'text' && /^(killed|cut|paused)/.test(c.text));
    expect(new Set(labels.map((label) => 'y' in label && label.y)).size).toBe(3);
  });

  test('has its names whole on a phone, too', () => {
    const phone = scene(two, { state: { ...drawnState(two), faults }, width: 360 });
    expect(texts(drawTimeline(phone))).toEqual(expect.arrayContaining(['kill', 'partition', 'pause']));
    expect(phone.layout.left).toBeLessThan(nested().layout.left);
    const quiet = scene(two, { width: 360 });
    expect(quiet.layout.left).toBeLessThan(phone.layout.left);
  });

  test('leaves the lanes of the workers below all rows, and each row to the pointer', () => {
    const { layout } = nested();
    expect(layout.rows[1]?.top).toBe(layout.rows[0]?.height);
    expect(layout.rows[0]?.height).toBe(3 * (layout.faultRows[0]?.height ?? 0));
    const x = left + 5 * 50;
    expect(layout.faultRows.map(({ top, height }) => hitTest(nested(), x, top + height / 2))).toEqual([
      { kind: 'fault', fault: 0 },
      { kind: 'fault', fault: 1 },
      { kind: 'fault', fault: 2 },
    ]);
    expect(hitTest(nested(), left + 11 * 50, (layout.faultRows[2]?.top ?? 0) + 1)).toBeUndefined();
  });

  test('shares the height of the strip of the whole run', () => {
    const { rowOf, names } = faultRows(faults);
    expect([rowOf, names.length]).toEqual([[0, 1, 2], 3]);
    // Faults of one kind that follow each other share a row; those that overlap do not.
    const pauses = [1, 5, 6].map((start) => ({ fault: 'pause', start, healedAt: start + 3 }));
    expect(faultRows(pauses).rowOf).toEqual([0, 0, 1]);
  });
});
