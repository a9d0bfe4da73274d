/**
 * What an endpoint of the HTTP interface is, as data. The server routes by it, pages and the command line ask by it, and
 * the OpenAPI document is made of it; `all-endpoints.ts` lists them all. The types below follow from an endpoint, so neither
 * side casts what the other one sends.
 */
import type * as z from 'zod/mini';
import { parseJson } from '../../base/json-text';
import { err, ok, type Result } from '../../base/result';
import { type ApiFailure, apiFailure } from './answers';

export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `/api/runs/:id`: a part that begins with a colon stands for any one part. */
  readonly path: string;
  /** `anyone`: where a token is needed, it is part of the path or of the body. */
  readonly access: 'operator' | 'anyone';
  readonly summary: string;
  /** An object of what may follow the question mark: texts, and what can be read from one. */
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
  /** The body is a file of any length, `application/octet-stream`, and is read as it comes. */
  readonly bringsFile?: true;
  readonly answer: Answer;
  /** Statuses with which this endpoint refuses, beside those of every endpoint of its kind; see `refusalsOf`. */
  readonly refusals?: readonly number[];
}

/** `text` is the media type of a file. */
export type Answer =
  | { readonly status: 200 | 201 | 202; readonly json: z.ZodMiniType }
  | { readonly status: 200; readonly text: string }
  | { readonly status: 204 };

type ParamName<Path extends string> = Path extends `${string}/:${infer Rest}`
  ? Rest extends `${infer Name}/${infer After}`
    ? Name | ParamName<`/${After}`>
    : Rest
  : never;

export type ParamsOf<E extends Endpoint> = { readonly [Name in ParamName<E['path']>]: string };

/** As a client writes it. */
export type BodyOf<E extends Endpoint> = E extends { readonly body: infer Body extends z.ZodMiniType }
  ? z.input<Body>
  : undefined;

/** Of a file, its text; of an empty answer, nothing. */
export type AnswerOf<E extends Endpoint> = E['answer'] extends { readonly json: infer Schema extends z.ZodMiniType }
  ? z.output<Schema>
  : E['answer'] extends { readonly text: string }
    ? string
    : undefined;

/** What a request needs beside its endpoint: the parameters of the path and the body, where there are some. */
export type RequestParts<E extends Endpoint> = ([ParamName<E['path']>] extends [never]
  ? { readonly params?: undefined }
  : { readonly params: ParamsOf<E> }) &
  (E extends { readonly body: z.ZodMiniType } ? { readonly body: BodyOf<E> } : { readonly body?: undefined }) &
  (E extends { readonly query: infer Query extends z.ZodMiniType }
    ? { readonly query?: z.output<Query> | Partial<z.output<Query>> }
    : { readonly query?: undefined });

/** The path with its parameters filled in. */
export function pathOf<E extends Endpoint>(endpoint: E, params: ParamsOf<E>): string {
  const values: Readonly<Record<string, string>> = params;
  return endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

/** `?verdict=invalid&limit=50`, or nothing. */
export function queryText(query: object | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  const written = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return written.length === 0 ? '' : `?${written.join('&')}`;
}

/** Every status with which an endpoint may refuse, in order. The message says why; 500 and 503 are Clew's own trouble. */
export function refusalsOf({ access, body, bringsFile, refusals = [] }: Endpoint): readonly number[] {
  const ofAccess = access === 'operator' ? [401] : [];
  const ofBody = body ? [400, 408, 413, 415] : bringsFile ? [408, 415] : [];
  // 400: the address cannot be decoded. 403 and 421: the request comes from another site or under another name. 429: what
  // it brought to be let in was wrong, once too often.
  const ofEvery = [400, 403, 421, 429, 500, 503];
  return [...new Set([...ofEvery, ...ofAccess, ...ofBody, ...refusals])].sort((a, b) => a - b);
}

/** The answer in the text of a response that was no refusal; the error says what is wrong with it. */
export function readAnswer<E extends Endpoint>(endpoint: E, text: string): Result<AnswerOf<E>, string> {
  // What the branches return is what `AnswerOf` says of each kind of answer, which the compiler does not follow.
  const done = (answer: unknown) => ok(answer as AnswerOf<E>);
  const { answer } = endpoint;
  if (!('json' in answer)) return done('text' in answer ? text : undefined);
  const value = parseJson(text);
  if (!value.ok) return err(value.error.message);
  const parsed = answer.json.safeParse(value.value);
  if (parsed.success) return done(parsed.data);
  const [issue] = parsed.error.issues;
  return err(issue ? `${issue.path.join('.')}: ${issue.message}` : 'the answer does not fit');
}

/** What a refusal says; nothing where something else than Clew wrote it. */
export function readRefusal(text: string): ApiFailure['error'] | undefined {
  const value = parseJson(text);
  const parsed = value.ok ? apiFailure.safeParse(value.value) : undefined;
  return parsed?.success ? parsed.data.error : undefined;
}
