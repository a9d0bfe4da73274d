import { describe, expect, test } from 'vitest';
import type { DrawCommand } from '../../draw/draw-list';
import { behindNanos } from '../../protocol/node-beliefs';
import type { NodeReport } from '../../protocol/node-status';
import { appendBatch, type RunState } from '../../protocol/run-state';
import { drawnState } from '../drawn-history.fixture';
import { drawTimeline } from './draw';
import { hitTest } from './hit';
import { type SceneInput, timelineScene } from './scene';

const second = 1e9;
const nodes = ['n1', 'n2', 'n3'];

/** 105 px of names, 12 px of margin, and 100 px for each of ten seconds. */
const left = 105;
const width = left + 1000 + 12;
const view = { start: 0, end: 10 * second };
const toPx = (seconds: number) => left + 100 * seconds;

/** Two workers; the lanes of the nodes lie below these. */
const operations = `
  r===.    w===?
  w====x      c==.`;
const firstLane = 28 + 2 * 28 + 18;

type Reports = Readonly<Record<string, NodeReport>>;

function withStatus(...entries: readonly (readonly [seconds: number, nodes: Reports])[]): RunState {
  const state = drawnState(operations);
  const statuses = entries.map(([seconds, reports]) => {
    return { type: 'status', at: 0, time: seconds * second, nodes: reports } as const;
  });
  return appendBatch(state, { from: state.entryCount, entries: statuses }).state;
}

function scene(state: RunState, input: Partial<SceneInput> = {}) {
  return timelineScene({ state, nodes, workers: [0, 1], width, span: view, ...input });
}

const leader = (name: string, term: number, index = 0): NodeReport => ({ role: 'leader', leader: name, term, index });
const follower = (name: string, term: number, index = 0): NodeReport => {
  return { role: 'follower', leader: name, term, index };
};

/** n1 leads for five seconds, n2 from three seconds on; n3 is gone for a while. */
const deposed = withStatus(
  [0, { n1: leader('n1', 1), n2: follower('n1', 1), n3: follower('n1', 1) }],
  [3, { n2: leader('n2', 2), n3: 'unreachable' }],
  [5, { n1: { role: 'candidate', term: 3, index: 0 } }],
  [6, { n3: follower('n2', 2) }],
  [8, { n1: follower('n2', 3) }],
  [10, { n2: leader('n2', 2) }],
);

/** The commands in the lane of a node, without the bands behind it. */
function lane(commands: readonly DrawCommand[], place: number): readonly DrawCommand[] {
  const top = firstLane + 18 * place;
  return commands.filter((command) => {
    const y = command.kind === 'stroke' ? command.y1 : 'y' in command ? command.y : -1;
    const isBand = 'height' in command && command.height > 18;
    const isRule = command.kind === 'stroke' && command.ink === 'line';
    return y >= top && y < top + 18 && !isBand && !isRule && ('x' in command ? command.x : left) >= left;
  });
}

function texts(commands: readonly DrawCommand[]): readonly string[] {
  return commands.flatMap((command) => (command.kind === 'text' ? [command.text] : []));
}

describe('the lanes of the nodes', () => {
  test('are not there while no node was asked', () => {
    const bare = scene(drawnState(operations));
    expect(bare.layout).toMatchObject({ nodeRows: [], axisTop: 84, height: 108 });
    expect(texts(drawTimeline(bare))).not.toContain('leaders');
  });

  test('lie below the operations, which keep their height, and have the names of the nodes', () => {
    const { layout } = scene(deposed);
    expect(layout.rows).toEqual(scene(drawnState(operations)).layout.rows);
    expect(layout.nodeRows.map(({ node, top }) => [node, top])).toEqual([
      ['n1', firstLane],
      ['n2', firstLane + 18],
      ['n3', firstLane + 36],
    ]);
    expect(layout.axisTop).toBe(firstLane + 54);
    expect(texts(drawTimeline(scene(deposed)))).toEqual(expect.arrayContaining(['leaders', 'n1', 'n2', 'n3']));
  });

  test('show a leader as a solid bar with a crown and its term', () => {
    const drawn = lane(drawTimeline(scene(deposed)), 0);
    const bar = drawn.find(({ kind }) => kind === 'fill');
    expect(bar).toMatchObject({ ink: 'ink', x: toPx(0), width: 500 });
    expect(drawn.filter(({ kind }) => kind === 'crown')).toMatchObject([{ ink: 'raised', x: toPx(0) + 4 }]);
    expect(texts(drawn)).toContain('term 1');
  });

  test('show a follower as a thin line, one without a leader broken, with the term where that changes', () => {
    const drawn = lane(drawTimeline(scene(deposed)), 0);
    const lines = drawn.filter((command) => command.kind === 'stroke');
    expect(lines).toMatchObject([
      { x2: toPx(8), dash: [3, 4] },
      { x1: toPx(8), x2: toPx(10) },
    ]);
    expect(lines[1]).not.toHaveProperty('dash');
    expect(texts(drawn)).toEqual(['term 3', 'term 1']);
  });

  test('are hatched while the node does not answer', () => {
    const hatches = lane(drawTimeline(scene(deposed)), 2).filter(({ kind }) => kind === 'hatch');
    expect(hatches).toMatchObject([{ x: toPx(3), width: 300 }]);
  });

  test('lie on a band, with words, for as long as two nodes lead', () => {
    const commands = drawTimeline(scene(deposed));
    const bands = commands.filter((command) => command.kind === 'fill' && command.ink === 'accent');
    expect(bands).toMatchObject([{ x: toPx(3), width: 200, y: 84, height: 72 }]);
    expect(texts(commands)).toContain('two leaders 2.0 s');
  });

  test('say less where there is less room, and nothing twice over', () => {
    const quarrels = Array.from({ length: 40 }, (_, k) => [
      [k, { n1: leader('n1', k), n2: leader('n2', k) }] as const,
      [k + 0.5, { n1: follower('n2', k) }] as const,
    ]).flat();
    const far = drawTimeline(scene(withStatus(...quarrels), { span: { start: 0, end: 40 * second } }));
    const said = far.filter((command) => command.kind === 'text' && command.ink === 'accent');
    expect(said.length).toBeGreaterThan(3);
    const ends = said.map((command) => ('x' in command && 'text' in command ? [command.x, command.text] : []));
    for (const [at, [x = 0]] of ends.entries()) {
      const [before = 0, words = ''] = ends[at - 1] ?? [];
      expect(Number(x)).toBeGreaterThanOrEqual(Number(before) + String(words).length * 6.8);
    }
  });

  test('draw no more bars than there are pixels, and no leader is lost among them', () => {
    const flaps = Array.from({ length: 20_000 }, (_, k) => {
      return [k, { n1: k === 5000 ? leader('n1', 1) : follower(k % 2 ? 'n2' : 'n3', 1) }] as const;
    });
    const far = drawTimeline(scene(withStatus(...flaps), { span: { start: 0, end: 20_000 * second } }));
    const drawn = lane(far, 0);
    expect(drawn.length).toBeLessThan(1000);
    expect(drawn.filter(({ kind }) => kind === 'fill')).toMatchObject([{ ink: 'ink', x: toPx(2.5), width: 2 }]);
  });

  test('are dotted, with words, where the index is behind', () => {
    const state = withStatus(
      [0, { n1: leader('n1', 1, 5), n2: follower('n1', 1, 5) }],
      [2, { n1: leader('n1', 1, 9) }],
      [8, { n2: follower('n1', 1, 9) }],
      [10, { n1: leader('n1', 1, 10), n2: follower('n1', 1, 10) }],
    );
    const commands = drawTimeline(scene(state));
    const behind = lane(commands, 1).filter((command) => command.kind === 'stroke' && command.lineWidth === 2);
    expect(behind).toMatchObject([{ x1: toPx(2 + behindNanos / second), x2: toPx(8) }]);
    expect(texts(lane(commands, 1))).toContain('old index');
    expect(texts(lane(commands, 0))).not.toContain('old index');
  });
});

describe('the pointer', () => {
  test('finds what a node believed at that time', () => {
    const shown = scene(deposed);
    expect(hitTest(shown, toPx(4), firstLane + 5)).toEqual({ kind: 'belief', node: 'n1', time: 4 * second });
    expect(hitTest(shown, toPx(4), firstLane + 18 + 5)).toMatchObject({ node: 'n2' });
    expect(hitTest(shown, toPx(4), 86)).toBeUndefined();
    expect(hitTest(shown, 20, firstLane + 5)).toBeUndefined();
  });

  test('finds nothing behind the end of the run', () => {
    const shown = scene(deposed, { span: { start: 0, end: 20 * second } });
    expect(hitTest(shown, toPx(6), firstLane + 5)).toBeUndefined();
    expect(hitTest(shown, toPx(5), firstLane + 5)).toMatchObject({ kind: 'belief' });
  });
});
