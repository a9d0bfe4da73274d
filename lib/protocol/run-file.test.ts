import { expect, test } from 'vitest';
import { planSchema } from '../plan/plan';
import type { Entry } from './entry';
import { decodeRunFile, encodeEntries, encodeRunHeader } from './run-file';
import { newSummary } from './summary';

const plan = planSchema.parse({ name: 'filed', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const run = newSummary({ id: 'r1', plan, createdAt: 5 });
const entries: readonly Entry[] = [
  { type: 'log', at: 1, level: 'info', source: 'clew.test', message: 'two\nlines, "quoted", </script>' },
  { index: 0, time: 7, process: 0, type: 'invoke', f: 'read', value: null },
];

test('a run is read back as it was written, in one piece or in several', () => {
  const text = encodeRunHeader(run) + encodeEntries(entries.slice(0, 1)) + encodeEntries(entries.slice(1));
  expect(decodeRunFile(text)).toEqual({ run, entries });
});

test('a run without entries is read back', () => {
  expect(decodeRunFile(encodeRunHeader(run))).toEqual({ run, entries: [] });
});

test('a file of another kind or version is refused', () => {
  expect(() => decodeRunFile('{"format":"clew-history","version":1}\n')).toThrow('this is clew-history 1');
  expect(() => decodeRunFile(encodeRunHeader(run).replace('"version":2', '"version":3'))).toThrow('clew-run 3');
});

test('a file of version 1 is read, with its plan as one of today', () => {
  const { faults: _, ...kept } = plan;
  const old = { ...kept, version: 1, nemesis: { name: 'kill', targets: 'one', restSeconds: 5, faultSeconds: 2 } };
  const header = { format: 'clew-run', version: 1, run: { ...run, plan: old } };
  expect(decodeRunFile(`${JSON.stringify(header)}\n`).run.plan).toEqual({
    ...plan,
    faults: [{ name: 'kill', targets: 'one', restSeconds: 5, durationSeconds: 2 }],
  });
});
