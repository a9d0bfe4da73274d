/**
 * Our own history files: JSON lines. The first line is a header with the format's version and the plan's id, every
 * further line an op, so that a file can be appended to and read while it grows.
 */
import { z } from 'zod';
import type { Json } from '../base/json';
import { err, ok, type Result } from '../base/result';
import type { DecodedHistory, LineProblem } from './decoded';
import type { History, Op } from './op';

const historyFormat = 'clew-history';
const historyVersion = 1;

const json: z.ZodType<Json> = z.json();

const headerSchema = z.object({
  format: z.literal(historyFormat),
  version: z.literal(historyVersion, { error: `must be ${historyVersion}, the version this program reads` }),
  plan: z.string().optional(),
});

const whole = z.int().min(0);

const opSchema = z.strictObject({
  index: whole,
  time: whole,
  process: z.union([whole, z.literal('nemesis')], { error: 'must be a whole number or "nemesis"' }),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.string().min(1),
  value: json,
  error: json.optional(),
  node: z.string().optional(),
  revision: z.object({ modifiedIndex: whole.optional(), index: whole.optional() }).optional(),
});

export function encodeHistory(planId: string, ops: History): string {
  const header = { format: historyFormat, version: historyVersion, plan: planId };
  return [header, ...ops].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Blank lines are skipped. A header is asked for unless the first line is an op already. */
export function decodeHistory(text: string): Result<DecodedHistory, LineProblem> {
  const ops: Op[] = [];
  let planId: string | undefined;
  const lines = text.split('\n');
  let isFirst = true;
  for (const [place, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const isLast = place === lines.length - 1;
    const parsed = parseLine(line);
    if (!parsed.ok) {
      const cut = `the text ends in the middle of line ${place + 1}; the ${ops.length} ops before it are kept`;
      if (isLast) return ok(decoded(ops, planId, { line: place + 1, message: cut }));
      return err({ line: place + 1, message: parsed.error });
    }
    if (isFirst && isHeader(parsed.value)) {
      const header = headerSchema.safeParse(parsed.value);
      if (!header.success) return err({ line: place + 1, message: `header: ${firstIssue(header.error)}` });
      planId = header.data.plan;
    } else {
      const op = opSchema.safeParse(parsed.value);
      if (!op.success) return err({ line: place + 1, message: firstIssue(op.error) });
      if (op.data.index !== ops.length) {
        return err({ line: place + 1, message: `index must be ${ops.length}, not ${op.data.index}` });
      }
      ops.push(withoutUndefined(op.data));
    }
    isFirst = false;
  }
  return ok(decoded(ops, planId));
}

function parseLine(line: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(line));
  } catch (error) {
    return err(`no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isHeader(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !('process' in value);
}

function decoded(ops: History, planId: string | undefined, cut?: LineProblem): DecodedHistory {
  return { ops, ...(planId === undefined ? {} : { planId }), ...(cut ? { cut } : {}) };
}

/** Optional keys that are there but undefined are not the same as absent ones under exact optional types. */
function withoutUndefined(op: z.output<typeof opSchema>): Op {
  return Object.fromEntries(Object.entries(op).filter(([, value]) => value !== undefined)) as unknown as Op;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (!issue) return 'not valid';
  const path = issue.path.join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
