/** A node did not come up. This ends the run as an error, never as a verdict, and shows the end of the node's own log. */
import { openly, type Wording, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';

/** Enough to see a cause and what led to it, short enough to read at a glance. */
export const shownLogLines = 20;

/** A message is one line, and some systems log objects of a page. */
const longestLine = 300;

/** The first line with the cause, used without a fatal line: after it, programs often print a page of usage. */
const causePattern =
  /\b(?:not defined|unknown|unrecogni[sz]ed|invalid|unexpected|denied|in use|cannot|could not|failed)\b/i;
const fatalPattern = /"level":"(?:fatal|panic)"|^panic: |^\S+ \S+ C \| |\b(?:FATAL|PANIC|ERROR)\b|^error|exception/i;

export class NodeNotReadyError extends ClewError {
  override readonly name = 'NodeNotReadyError';

  /**
   * @param detail.reason ends the sentence that begins with the node and the system: `exited while starting`
   * @param detail.log the end of the node's log; the last lines and the one with the cause are shown
   */
  constructor(
    detail: {
      readonly node: string;
      readonly system: string;
      readonly reason: string | Wording;
      readonly cure: string;
      readonly command?: string | undefined;
      readonly log: readonly string[];
    },
    options?: { readonly cause?: unknown },
  ) {
    const { node, system, reason, cure, command, log } = detail;
    const line = causeLine(log);
    super(
      {
        message: worded`${openly(node)}: ${openly(system)} ${typeof reason === 'string' ? openly(reason) : reason}${openly(line === undefined ? '' : `: ${line.slice(0, longestLine)}`)}`,
        cure,
        node,
        ...(command === undefined ? {} : { command }),
        log: shownLines(log, line),
      },
      options,
    );
  }
}

function causeLine(log: readonly string[]): string | undefined {
  const line =
    log.findLast((text) => fatalPattern.test(text)) ?? log.find((text) => causePattern.test(text)) ?? log.at(-1);
  return line?.trim();
}

function shownLines(log: readonly string[], line: string | undefined): readonly string[] {
  if (log.length === 0) return ['(the log is empty)'];
  const last = log.slice(-shownLogLines);
  const isShown = line === undefined || last.some((text) => text.trim() === line);
  return isShown ? last : [line, '…', ...last.slice(2)];
}
