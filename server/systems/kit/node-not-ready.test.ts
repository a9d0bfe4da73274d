import { describe, expect, it } from 'vitest';
import { NodeNotReadyError, shownLogLines } from './node-not-ready';

function failureWith(log: readonly string[], command?: string) {
  const detail = { node: 'n2', system: 'etcd', reason: 'exited while starting', cure: 'Read its log.', log, command };
  return new NodeNotReadyError(detail).failure;
}

describe('a node that did not come up', () => {
  it('is told with the last line of its log and the command', () => {
    expect(failureWith(['starting', 'no space left on device'], 'etcd --name n2')).toEqual({
      message: 'n2: etcd exited while starting: no space left on device',
      cure: 'Read its log.',
      node: 'n2',
      command: 'etcd --name n2',
      log: ['starting', 'no space left on device'],
    });
  });

  it('is told with the line about a flag that it refused, however long the usage behind it', () => {
    const usage = Array.from({ length: 200 }, (_, i) => `  --flag-${i} 'value'`);
    const { message, log } = failureWith(['flag provided but not defined: -enable-v2', 'Usage:', ...usage]);
    expect(message).toBe('n2: etcd exited while starting: flag provided but not defined: -enable-v2');
    expect(log?.slice(0, 2)).toEqual(['flag provided but not defined: -enable-v2', '…']);
    expect(log).toHaveLength(shownLogLines);
    expect(log?.at(-1)).toBe(usage.at(-1));
  });

  it('is told with the last grave line rather than with a warning before it', () => {
    const fatal = '{"level":"fatal","msg":"discovery failed","error":"listen tcp 10.0.0.1:2380: bind: address in use"}';
    const { message } = failureWith(['{"level":"warn","msg":"dial failed"}', fatal, '']);
    expect(message).toBe(`n2: etcd exited while starting: ${fatal}`);
  });

  it('says of an empty log that it is empty', () => {
    expect(failureWith([])).toMatchObject({ message: 'n2: etcd exited while starting', log: ['(the log is empty)'] });
  });
});
