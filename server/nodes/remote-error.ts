/** What went wrong between Clew and a node; always names the node and what was being done there. */
import { hidden, openly, type Text, wholeText, worded } from '@/lib/base/wording';
import { ClewError } from '../base/failure';
import type { ExecResult } from './remote';

/**
 * `unreachable`: no connection was established. `lost`: it ended while work was under way, which may or may not have
 * been done. `exit`: the command ended with another code than 0. `timeout`, `stopped`: Clew ended it. `output`: it
 * printed too much. `file`: a transfer failed. `refused`: the node could not connect where it was asked to; nothing was
 * sent.
 */
export type RemoteErrorKind = 'unreachable' | 'lost' | 'exit' | 'timeout' | 'stopped' | 'output' | 'file' | 'refused';

export interface RemoteErrorDetail {
  readonly kind: RemoteErrorKind;
  readonly node: string;
  /** As plain text it is for the operator; anyone else is told of the kind. */
  readonly message: Text;
  readonly command?: string;
  readonly cure?: string;
  /** What the command printed, when it ended by itself. */
  readonly result?: ExecResult;
  readonly cause?: unknown;
}

const kindWords: Readonly<Record<RemoteErrorKind, string>> = {
  unreachable: 'it cannot be reached',
  lost: 'the connection was lost',
  exit: 'a command failed',
  timeout: 'it did not answer in time',
  stopped: 'a command was stopped',
  output: 'a command printed too much',
  file: 'a file could not be transferred',
  refused: 'it could not connect where it was asked to',
};

/** Long scripts are cut to this where a person reads them. */
const maxShownCommandLength = 200;

export class RemoteError extends ClewError {
  override readonly name: string = 'RemoteError';
  readonly kind: RemoteErrorKind;
  readonly node: string;
  readonly result: ExecResult | undefined;
  /** Without the node. */
  readonly reasonText: string;

  constructor({ kind, node, message, command, cure, result, cause }: RemoteErrorDetail) {
    const shown = command === undefined ? undefined : shorten(command);
    super(
      {
        message: worded`${openly(node)}: ${typeof message === 'string' ? hidden(message, kindWords[kind]) : message}`,
        node,
        ...(shown !== undefined && { command: shown }),
        ...(cure !== undefined && { cure }),
      },
      { cause },
    );
    this.kind = kind;
    this.node = node;
    this.result = result;
    this.reasonText = wholeText(message);
  }
}

/** What a connection failed at: the way to the machine, who it is, or whom it lets in. */
export type UnreachableStage = 'address' | 'host-key' | 'login';

/** No connection was established. */
export class UnreachableError extends RemoteError {
  override readonly name: string = 'UnreachableError';
  readonly stage: UnreachableStage;
  /** In a few words, without the address. */
  readonly reason: string;
  /** Of the system, as ECONNREFUSED. */
  readonly code: string | undefined;

  constructor(
    detail: Omit<RemoteErrorDetail, 'kind'>,
    {
      stage,
      reason,
      code,
    }: { readonly stage: UnreachableStage; readonly reason: string; readonly code?: string | undefined },
  ) {
    super({ ...detail, kind: 'unreachable' });
    this.stage = stage;
    this.reason = reason;
    this.code = code;
  }
}

export function shorten(command: string): string {
  return command.length <= maxShownCommandLength ? command : `${command.slice(0, maxShownCommandLength)}…`;
}
