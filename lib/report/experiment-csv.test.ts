import { expect, test } from 'vitest';
import type { ExperimentSummary } from '../protocol/experiment';
import { experimentCsv } from './experiment-csv';

const experiment: ExperimentSummary = {
  id: 'e1',
  name: 'reads, by level',
  seed: 1,
  repeats: 2,
  axes: [{ name: 'reads', values: ['local, fast', '=1+1'] }],
  createdAt: 1,
  state: 'going-on',
  combinations: [
    {
      places: [0],
      slots: [
        {
          seed: 7,
          expectedSeconds: 1,
          run: {
            id: 'r1',
            phase: 'done',
            outcome: 'invalid',
            sentence: 'n1 said "2".',
            createdAt: 1,
            startedAt: 0,
            endedAt: 1000,
            operations: 3,
            violationTime: 1.5e9,
          },
        },
        { seed: 8, expectedSeconds: 1 },
      ],
    },
    { places: [1], slots: [{ seed: 9, expectedSeconds: 1 }] },
  ],
};

test('a line a run, quoted where it has to be, and nothing that a spreadsheet would work out', () => {
  expect(experimentCsv(experiment).split('\r\n')).toEqual([
    'reads,repeat,seed,run,outcome,headline,sentence,violation_s,version,started_at,ended_at,ok,fail,info,p50_ms,p95_ms,p99_ms',
    '"local, fast",1,7,r1,invalid,,"n1 said ""2"".",1.5,,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z,,,,,,',
    '"local, fast",2,8,,,,,,,,,,,,,,',
    "'=1+1,1,9,,,,,,,,,,,,,,",
    '',
  ]);
});
