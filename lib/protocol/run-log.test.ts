import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Op } from '../history/op';
import { OpColumns } from '../history/op-columns';
import { type LogEvent, RunLog } from './run-log';

test('lines stand in the order of the journal, and each op knows its line', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (isOp) => {
      const ops = new OpColumns();
      const log = new RunLog(ops);
      const lines = isOp.map((each, at): Op | LogEvent => {
        if (each) {
          const op: Op = { index: ops.length, time: at, process: 0, type: 'invoke', f: 'read', value: null };
          ops.push(op);
          return op;
        }
        const event: LogEvent = { type: 'log', at, level: 'info', source: 's', message: String(at) };
        log.push(event);
        return event;
      });
      expect(log.length).toBe(lines.length);
      expect(lines.map((_, line) => log.at(line))).toEqual(lines);
      for (const [line, entry] of lines.entries()) if ('index' in entry) expect(log.lineOf(entry.index)).toBe(line);
      expect(log.at(lines.length)).toBeUndefined();
    }),
  );
});
