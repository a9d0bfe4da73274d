import { describe, expect, it } from 'vitest';
import type { Entry } from '@/lib/protocol/entry';
import { JournalReporter } from './reporter';

function journaled() {
  const entries: Entry[] = [];
  let at = 100;
  return {
    entries,
    report: new JournalReporter(
      (entry) => entries.push(entry),
      () => at++,
    ),
  };
}

describe('the reporter', () => {
  it('writes when a step began and when it ended, under one id', async () => {
    const { entries, report } = journaled();
    await expect(report.step('Start etcd', 'n4', async () => 7)).resolves.toBe(7);
    // A title as plain text is for the operator.
    expect(entries).toEqual([
      { type: 'step', at: 100, id: 's1', title: 'Start etcd', open: {}, node: 'n4', state: 'started' },
      { type: 'step', at: 101, id: 's1', title: 'Start etcd', open: {}, node: 'n4', state: 'done' },
    ]);
  });

  it('writes why a step failed and passes the error on', async () => {
    const { entries, report } = journaled();
    const error = new Error('no such file');
    await expect(report.step('Install etcd', undefined, () => Promise.reject(error))).rejects.toBe(error);
    expect(entries.at(-1)).toMatchObject({ id: 's1', state: 'failed', detail: 'no such file' });
  });

  it('writes what nodes said as text that has an end', async () => {
    const { entries, report } = journaled();
    report.log('etcd', `\x1b[2J\0${'x'.repeat(5000)}`);
    await report.step('Ask \x07', 'n1', async () => undefined);
    expect(entries[0]).toMatchObject({
      message: expect.stringMatching(/^␛\[2J␀x{3995}… \(cut; 5,005 characters in all\)$/),
    });
    expect(entries[1]).toMatchObject({ title: 'Ask ␇' });
  });

  it('tells steps apart that run at the same time', async () => {
    const { entries, report } = journaled();
    await Promise.all(['n1', 'n2'].map((node) => report.step('Start etcd', node, async () => undefined)));
    const ids = entries.flatMap((entry) =>
      'type' in entry && entry.type === 'step' ? [`${entry.node} ${entry.id}`] : [],
    );
    expect(ids.sort()).toEqual(['n1 s1', 'n1 s1', 'n2 s2', 'n2 s2']);
  });

  it('does the work even when the journal cannot be written, and tells when asked', async () => {
    const report = new JournalReporter(() => {
      throw new Error('the disk is full');
    }, Date.now);
    await expect(report.step('Heal the network', undefined, async () => 'healed')).resolves.toBe('healed');
    expect(() => report.assertWritten()).toThrow('the disk is full');
  });
});
