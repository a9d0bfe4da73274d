/**
 * What forty clients saw of Consul 1.8.7 by `default` reads while its leader was paused again and again; an op a line,
 * and an empty line for an op of the nemesis. Nobody else decides it.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import { Budget, timelessHost } from '@/lib/checker/core/budget';
import { decideWithin } from '@/lib/checker/linearizable/check';
import { LiveCheck } from '@/lib/checker/linearizable/live';
import type { History, Op } from '@/lib/history/op';
import { register } from '@/lib/model/register';

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };
const violating = { operation: 41_822, completion: 41_841 };

function recorded(): History {
  const file = new URL('consul-paused-leader.txt.gz', import.meta.url);
  return gunzipSync(readFileSync(file)).toString().split('\n').map(opOf);
}

function opOf(line: string, index: number): Op {
  const [process, type, f, value] = line.split(' ');
  if (!f) return { index, time: index, process: 'nemesis', type: 'info', f: 'pause', value: null };
  return { index, time: index, process: Number(process), type: type as Op['type'], f, value: JSON.parse(value ?? '') };
}

it('is invalid, for two reads saw 34 and then 874 again', () => {
  const decision = decideWithin(recorded(), register(0), new Budget(limits, timelessHost));
  if (decision.valid !== false) throw new Error('must be invalid');
  expect(decision.counterexample).toMatchObject(violating);
  const explained = decision.explain(new Budget(limits, timelessHost));
  expect(present(explained.minimal, 'a contradiction').operations).toEqual([41_797, 41_822]);
  expect(explained.finalStates.map(({ state }) => state)).toEqual([34]);
});

it('is violated at that read, when it is followed live', () => {
  const grown: Op[] = [];
  const live = new LiveCheck(grown, register(0), limits, timelessHost);
  const history = recorded();
  const at = history.findIndex((op) => {
    grown.push(op);
    return live.judge().kind !== 'linearizable';
  });
  expect({ at, verdict: live.judge() }).toEqual({
    at: violating.completion,
    verdict: { kind: 'violated', ...violating },
  });
});
