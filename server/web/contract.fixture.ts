/** For tests: holds what the real server answers against the OpenAPI document that it serves. */
// biome-ignore lint/style/noRestrictedImports: only the whole of zod reads JSON Schema
import * as z from 'zod';
import { openApiDocument } from './http/openapi';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.custom<Operation>())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

const { paths, components } = documentSchema.parse(openApiDocument());

/** Every operation of the document: `GET /api/runs/{id}`. */
export const operations: readonly string[] = Object.entries(paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
);

export interface SeenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * What is wrong with an answer, nothing where it is as documented. Of something that the document does not have, the
 * answer must be a refusal.
 */
export function problemOf(method: string, path: string, answer: SeenAnswer): string | undefined {
  const operation = operationAt(method === 'HEAD' ? 'GET' : method, path);
  const failure = { $ref: '#/components/schemas/Failure' };
  if (method === 'OPTIONS' && answer.status === 204) return undefined;
  const isRefusal = answer.status >= 400;
  if (!operation && !isRefusal) return 'something answers that is not in the document';
  const documented = operation?.responses[answer.status];
  if (operation && !documented) return `${answer.status} is not in the document`;
  const content = documented?.content ?? (isRefusal ? { 'application/json': { schema: failure } } : {});
  const [[type, { schema }] = [undefined, { schema: {} }]] = Object.entries(content);
  const sentType = String(answer.headers['content-type'] ?? '').split(';')[0] || undefined;
  if (sentType !== type) return `the type is ${sentType}, documented is ${type}`;
  if (type !== 'application/json' || method === 'HEAD') return undefined;
  const parsed = schemaOf(schema).safeParse(JSON.parse(answer.text));
  return parsed.success ? undefined : z.prettifyError(parsed.error);
}

/** The operation that a request is for: `GET /api/runs/{id}`. */
export function operationName(method: string, path: string): string | undefined {
  const { pathname } = new URL(path, 'http://clew');
  const found = Object.keys(paths).filter((pattern) =>
    new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  // A word in the path is more than a parameter.
  const [pattern] = found.sort((a, b) => a.split('{').length - b.split('{').length);
  return pattern !== undefined && paths[pattern]?.[method.toLowerCase()] ? `${method} ${pattern}` : undefined;
}

function operationAt(method: string, path: string): Operation | undefined {
  const [, pattern = ''] = operationName(method, path)?.split(' ') ?? [];
  return paths[pattern]?.[method.toLowerCase()];
}

const schemas = new Map<object, z.ZodType>();

function schemaOf(schema: object): z.ZodType {
  const known = schemas.get(schema);
  if (known) return known;
  const whole = JSON.stringify({ ...schema, $defs: components.schemas });
  const made = z.fromJSONSchema(JSON.parse(whole.replaceAll('#/components/schemas/', '#/$defs/')));
  schemas.set(schema, made);
  return made;
}
