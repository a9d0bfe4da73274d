import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import { check } from '@/lib/checker/linearizable/check';
import type { History, Op } from '@/lib/history/op';
import type { Model } from '@/lib/model/model';

const guide = new URL('../../../CONTRIBUTING.md', import.meta.url);
const limits = { timeLimitMs: 10_000, memoryLimitMb: 512 };

function historyOf(...drawn: readonly (readonly [number, Op['type'], string, Json])[]): History {
  return drawn.map(([process, type, f, value], index) => ({ index, time: index, process, type, f, value }));
}

it('the model in the guide has 20 lines at most and judges histories', async () => {
  const source = /```js\n(.+?)```/s.exec(await readFile(guide, 'utf8'))?.[1] ?? '';
  expect(source.trim().split('\n').length).toBeLessThanOrEqual(20);
  const module: { default: (initial: Json) => Model } = await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`
  );
  const model = module.default(null);
  const pushes = historyOf(
    [0, 'invoke', 'push', 1],
    [0, 'ok', 'push', 1],
    [0, 'invoke', 'push', 2],
    [0, 'ok', 'push', 2],
  );
  const popped = (value: Json) => [
    ...pushes,
    ...historyOf([1, 'invoke', 'pop', null], [1, 'ok', 'pop', value]).map((op) => ({
      ...op,
      index: op.index + 4,
      time: 9,
    })),
  ];
  expect(check(popped(2), model, limits)).toMatchObject({ valid: true, model: 'stack', linearization: [0, 2, 4] });
  expect(check(popped(1), model, limits)).toMatchObject({
    valid: false,
    counterexample: { finalStates: [{ state: [1, 2] }], transitions: [{ message: "can't pop 1, 2 is on top" }] },
  });
  expect(model.format([1, 2])).toBe('{:stack [1 2]}');
});
