/**
 * What was seen of one node, before anybody says what it means. All text in it came from outside and is printable. The
 * script that looks prints one fact a line, `name=value`; a value of several lines has tabs in place of their ends.
 */
import { printedText } from '../base/plain-text';

export interface Observation {
  readonly node: string;
  readonly user: string;
  readonly host: string;
  readonly port: number;
  /** As in the plan; for what to run. */
  readonly keyFile?: string | undefined;
  readonly passwordVariable?: string | undefined;
  readonly connection: Connection;
  /** How commands become root there; nothing where nobody came that far. */
  readonly root?: Root;
  readonly clock?: Clock;
  /** Empty where the script said nothing. */
  readonly facts: Facts;
  /** Why the facts are not all there. */
  readonly trouble?: string;
  readonly links: readonly LinkSeen[];
}

export type Connection =
  | {
      readonly kind: 'open';
      readonly method: string;
      readonly hostKey: string;
      /** Seen for the first time, and remembered from now on. */
      readonly isPinned: boolean;
    }
  | { readonly kind: 'host-key'; readonly message: string; readonly cure?: string | undefined }
  | { readonly kind: 'login'; readonly outcomes: string }
  /** @property code of the system, as ECONNREFUSED; nothing where the other side said what is wrong */
  | { readonly kind: 'address'; readonly code?: string | undefined; readonly message: string };

export type Root =
  | { readonly isRoot: true }
  /** @property said by sudo, or by us about it */
  | { readonly isRoot: false; readonly said: string };

/** Of the node against this machine. */
export interface Clock {
  readonly aheadMs: number;
  readonly uncertaintyMs: number;
}

/** One try to connect from the node to a port of another. */
export interface LinkSeen {
  readonly to: string;
  readonly port: number;
  /** `refused`: the other machine answered that nothing listens there, so packets go both ways. */
  readonly result: 'open' | 'refused' | 'silent' | 'forbidden' | 'failed';
  readonly said: string;
}

export type Facts = ReadonlyMap<string, string>;

/** The first line of what the script prints. */
export const factsMark = 'clew-facts';
/** Its last, so that one that was cut short is known. */
export const factsEnd = 'end';

/** Lines before the mark are not the script's: what a shell says when it starts. @returns nothing without the mark */
export function parseFacts(printed: string): Facts | undefined {
  const lines = printed.split('\n');
  const begin = lines.indexOf(factsMark);
  if (begin < 0) return undefined;
  const facts = lines.slice(begin + 1).flatMap((line): (readonly [string, string])[] => {
    const at = line.indexOf('=');
    return at > 0 ? [[line.slice(0, at), printedText(line.slice(at + 1).replaceAll('\t', '\n'))]] : [];
  });
  return new Map(facts);
}
