import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openly, wholeText } from '@/lib/base/wording';
import type { Reporter } from '../systems/kit/client';
import { TearDowns } from './tear-downs';

function recording() {
  const messages: string[] = [];
  const report: Reporter = {
    step: (_title, _node, work) => work(),
    log: (_source, message) => messages.push(wholeText(message)),
  };
  return { report, messages };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('tear-downs', () => {
  it('run from the last to the first, once', async () => {
    const did: string[] = [];
    const tearDowns = new TearDowns();
    for (const title of ['a', 'b', 'c']) {
      tearDowns.push(openly(title), async () => {
        did.push(title);
      });
    }
    await tearDowns.run(recording().report);
    await tearDowns.run(recording().report);
    expect(did).toEqual(['c', 'b', 'a']);
  });

  it('go on past one that fails, and say so', async () => {
    const did: string[] = [];
    const { report, messages } = recording();
    const tearDowns = new TearDowns();
    tearDowns.push(openly('a'), async () => {
      did.push('a');
    });
    tearDowns.push(openly('b'), () => Promise.reject(new Error('n1 is gone')));
    await tearDowns.run(report);
    expect(did).toEqual(['a']);
    expect(messages).toEqual(['b failed: n1 is gone']);
  });

  it('go on past one that hangs', async () => {
    const did: string[] = [];
    const { report, messages } = recording();
    const tearDowns = new TearDowns();
    tearDowns.push(openly('a'), async () => {
      did.push('a');
    });
    tearDowns.push(openly('b'), () => new Promise(() => undefined));
    const end = tearDowns.run(report);
    await vi.advanceTimersByTimeAsync(120_000);
    await end;
    expect(did).toEqual(['a']);
    expect(messages).toEqual(['b failed: b did not finish within 120 s']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
