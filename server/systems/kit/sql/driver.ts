/**
 * What is asked of the driver of a database: to speak its protocol over a stream that we opened, and no more. It neither
 * pools nor reconnects nor sends a statement again, and it has no time limits of its own.
 */
import type { Duplex } from 'node:stream';

export interface Account {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Every value as the server wrote it. */
export interface SqlAnswer {
  readonly rows: readonly (readonly (string | null)[])[];
  /** How many rows a statement changed, or, where it changes none, gave. */
  readonly affected: number;
}

export interface DriverConnection {
  /** Resolves once the server takes statements. @throws ServerRefusal */
  greeted(): Promise<void>;
  /** One statement in one message, as text. @throws ServerRefusal */
  query(text: string): Promise<SqlAnswer>;
}

/** @param stream open; the caller ends it */
export type Driver = (stream: Duplex, account: Account) => DriverConnection;

/** An error that the server sent. Every other rejection of a driver says that no answer came. */
export class ServerRefusal extends Error {
  override readonly name = 'ServerRefusal';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
