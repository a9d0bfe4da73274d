/** What answers an endpoint: a function from a checked request to the value that the contract promises. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod/mini';
import type { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { AnswerOf, Endpoint, ParamsOf } from '@/lib/protocol/api/endpoint';
import type { Author } from '@/lib/protocol/principal';

export interface ApiRequest<E extends Endpoint> {
  readonly params: ParamsOf<E>;
  /** With its defaults, as the schema of the contract leaves it. */
  readonly body: E extends { readonly body: infer Body extends z.ZodMiniType } ? z.output<Body> : undefined;
  /** Likewise. */
  readonly query: E extends { readonly query: infer Query extends z.ZodMiniType } ? z.output<Query> : undefined;
  /** Who asks, where the endpoint is for operators only. */
  readonly by: E['access'] extends 'operator' ? Author : undefined;
  /** For what a password of the link in the path was exchanged. */
  readonly pass: string | undefined;
  /** As it came in. */
  readonly incoming: IncomingMessage;
  /** Of the answer. */
  setHeader(name: string, value: string): void;
}

export type Handler<E extends Endpoint> = (request: ApiRequest<E>) => Promise<AnswerOf<E>>;

/** One for each endpoint of the contract; files are answered by file-handlers.ts. */
export type Handlers = { readonly [Name in keyof typeof endpoints]: Handler<(typeof endpoints)[Name]> };
