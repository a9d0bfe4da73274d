import { expect, test } from 'vitest';
import { workloads } from '@/lib/catalog/workloads/registry';
import { isCheckerName } from '@/lib/checker/names';
import { judgeOf } from '@/lib/checker/registry';

test('a workload is watched while it runs exactly where one of its judges can tell early', () => {
  for (const { name, judge } of workloads) {
    const judges = [...(judge.model === undefined ? [] : ['linearizability']), ...judge.checkers];
    expect(judges.filter((each) => !isCheckerName(each))).toEqual([]);
    expect([name, judge.isLive]).toEqual([
      name,
      judges.some((each) => isCheckerName(each) && judgeOf(each).live !== undefined),
    ]);
  }
});
