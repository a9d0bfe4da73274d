/** Pretend clusters for tests of generators, and ways to look at the histories they give. */
import { drawInt, drawUnit, fork, type Random, randomFrom } from '../base/random';
import type { Op } from '../history/op';
import { nanos } from './generator';
import type { Answer, Simulation } from './simulate';

/** Every operation takes this long and is ok; the nemesis answers as it must. */
export function steady(latencySeconds: number, concurrency = 3, maxOps = 1000): Simulation {
  return {
    concurrency,
    maxOps,
    answer: ({ process }) => ({
      latencyNanos: nanos(latencySeconds),
      type: process === 'nemesis' ? 'info' : 'ok',
    }),
  };
}

/** Latencies up to the given one, and every outcome, all from a seed. */
export function moody(seed: number, maxLatencySeconds: number, concurrency = 3, maxOps = 1000): Simulation {
  let source: Random = fork(randomFrom(seed), 'moody');
  const draw = <T>(from: (random: Random) => { value: T; next: Random }): T => {
    const { value, next } = from(source);
    source = next;
    return value;
  };
  const types = ['ok', 'ok', 'fail', 'info'] as const;
  return {
    concurrency,
    maxOps,
    answer({ process }): Answer {
      const latencyNanos = Math.floor(draw(drawUnit) * nanos(maxLatencySeconds));
      const type = types[draw((random) => drawInt(random, types.length))] ?? 'ok';
      return { latencyNanos, type: process === 'nemesis' ? 'info' : type };
    },
  };
}

/** Drawn as text: `2.5 nemesis start`, the seconds at which an op was recorded, who, what. */
export function drawn(history: readonly Op[]): readonly string[] {
  return history.map((op) => `${op.time / 1e9} ${op.process} ${op.type === 'invoke' ? '' : `${op.type} `}${op.f}`);
}

export function invocations(history: readonly Op[]): readonly Op[] {
  return history.filter((op) => op.type === 'invoke');
}
