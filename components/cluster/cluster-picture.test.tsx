// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { BeliefAt } from '@/lib/protocol/beliefs';
import { rendered } from '../ui/rendered.fixture';
import { ClusterPicture } from './cluster-picture';

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];
const belief = (role: string): BeliefAt =>
  ({ role, index: 123_974, lag: 2043, since: 0, term: 7, leader: 'n1' }) as BeliefAt;

/** Letters are drawn in about so much. */
const letterPx = 6.6;

function labels() {
  const label = `r [${Array.from({ length: 40 }, (_, item) => item).join(', ')}]`;
  rendered(
    <ClusterPicture
      nodes={nodes}
      holding={[]}
      answers={new Map(nodes.map((node) => [node, { label, time: 1e9 }]))}
      implicated={undefined}
      beliefs={new Map(nodes.map((node) => [node, belief('follower')]))}
      time={2e9}
      isNow={false}
    />,
  );
  return [...document.querySelectorAll('svg text')].map((text) => {
    const words = text.textContent ?? '';
    const [x, y] = [Number(text.getAttribute('x')), Number(text.getAttribute('y'))];
    return { words, left: x - (words.length * letterPx) / 2, right: x + (words.length * letterPx) / 2, y };
  });
}

test('in a node stand at most six letters, and the rest is told where the pointer rests', () => {
  const shown = labels();
  expect(shown.filter(({ words }) => words.startsWith('r ')).map(({ words }) => words)).toEqual(
    nodes.map(() => 'r [0,…'),
  );
  expect(document.querySelector('svg title')?.textContent).toMatch(
    /^n1; last answered r \[0, .*39\] at 1\.000 s; follows n1 in term 7; old index 123974 of 126017$/,
  );
});

test('no label lies on another, however long the indexes are', () => {
  const shown = labels();
  for (const [place, a] of shown.entries()) {
    for (const b of shown.slice(place + 1)) {
      const isApart = a.right <= b.left || b.right <= a.left || Math.abs(a.y - b.y) >= 12;
      expect(isApart, `${a.words} and ${b.words}`).toBe(true);
    }
  }
});

test('a link that is cut one way is an arrow, and parts no sides', () => {
  const window = { fault: 'partition', start: 0, madeAt: 1, effect: { links: { n1: ['n2', 'n3'] } } };
  const picture = { answers: new Map(), implicated: undefined, beliefs: new Map(), isNow: false, time: 5 };
  const holding = [{ window, phase: 'in-effect', since: 1 } as const];
  rendered(<ClusterPicture nodes={nodes.slice(0, 3)} holding={holding} {...picture} />);
  const drawing = document.querySelector('svg[role=img]');
  expect(drawing?.getAttribute('aria-label')).toBe('n1 does not hear n2, n3');
  expect(drawing?.querySelectorAll('path.fill-ink')).toHaveLength(2);
  expect(document.body.textContent).toContain('Links cut one way');
  expect([...document.querySelectorAll('svg text')].map(({ textContent }) => textContent)).toEqual(['n1', 'n2', 'n3']);
});

test('a moment is told as exactly as it can be pointed at', () => {
  const told = (spanNanos?: number) => {
    const picture = { nodes, holding: [], answers: new Map(), implicated: undefined, beliefs: new Map(), isNow: false };
    const { unmount } = rendered(
      <ClusterPicture {...picture} time={297_612_345} {...(spanNanos !== undefined && { spanNanos })} />,
    );
    const text = document.body.textContent ?? '';
    unmount();
    return /at \d\S* s/.exec(text)?.[0];
  };
  expect(told()).toBe('at 0.298 s');
  expect(told(60e9)).toBe('at 0.298 s');
  expect(told(7.47e6)).toBe('at 0.297612 s');
});
