/** The contract as an OpenAPI 3.1 document. Its schemas are JSON Schema 2020-12, which zod writes. */
import * as z from 'zod/mini';
import { clusterSchema } from '@/lib/plan/cluster';
import { experimentSchema } from '@/lib/plan/experiment-document';
import { importedPlanSchema } from '@/lib/plan/imported-plan-schema';
import { planSchema } from '@/lib/plan/plan';
import { allEndpoints } from '@/lib/protocol/api/all-endpoints';
import { apiFailure } from '@/lib/protocol/api/answers';
import { type Endpoint, refusalsOf } from '@/lib/protocol/api/endpoint';

type JsonObject = Readonly<Record<string, unknown>>;

/** Schemas that the contract only names, because what they hold is checked elsewhere. */
const described: Readonly<Record<string, z.ZodMiniType>> = {
  Plan: z.union([planSchema, importedPlanSchema]),
  PlanInput: planSchema,
  ExperimentInput: experimentSchema,
  Cluster: clusterSchema,
};

const reasons: Readonly<Record<number, string>> = {
  400: 'The address or the body cannot be read, or a field of it is not valid.',
  401: 'Nobody is signed in.',
  403: 'A page of another site made the request.',
  404: 'There is no such thing, or the link is not valid.',
  408: 'The body took too long to arrive.',
  409: 'The run is not over yet, or the import has had its file.',
  413: 'The body is too large.',
  415: 'The body is not of the type that is asked for.',
  421: 'The server does not go by that name.',
  429: 'Too many requests from there brought a token, a session or a link that opens nothing.',
  500: 'Clew failed.',
  503: 'Clew cannot do that now; the message says what to do.',
};

export function openApiDocument(): JsonObject {
  const components = new Components();
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const endpoint of allEndpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, components) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Clew', version: '1', description: 'Launch tests of distributed systems and read their results.' },
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token that was printed when Clew started.' },
      },
    },
  };
}

function operationOf(endpoint: Endpoint, components: Components): JsonObject {
  const { path, access, summary, query, body, bringsFile, answer } = endpoint;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const parameters: readonly object[] = [...inPath, ...(query ? queryParameters(query) : [])];
  const failure = { 'application/json': { schema: components.add(apiFailure, 'output') } };
  return {
    summary,
    security: access === 'operator' ? [{ token: [] }] : [],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: components.add(body, 'input') } } },
    }),
    ...(bringsFile && {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    responses: Object.fromEntries([
      [answer.status, { description: 'Done.', ...contentOf(answer, components) }],
      ...refusalsOf(endpoint).map((status) => [status, { description: reasons[status], content: failure }]),
    ]),
  };
}

function queryParameters(query: z.ZodMiniType): readonly object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function contentOf(answer: Endpoint['answer'], components: Components): JsonObject {
  if ('json' in answer) return { content: { 'application/json': { schema: components.add(answer.json, 'output') } } };
  return 'text' in answer ? { content: { [answer.text]: { schema: { type: 'string' } } } } : {};
}

/** Schemas with an id are written once and referred to. */
class Components {
  readonly schemas: Record<string, unknown> = {};

  /** @returns the schema, or a reference to it */
  add(schema: z.ZodMiniType, io: 'input' | 'output'): unknown {
    const { $defs, $schema: _, ...written } = jsonSchemaOf(schema, io);
    Object.assign(this.schemas, $defs);
    return written;
  }
}

function jsonSchemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): JsonObject {
  const written = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { id } = z.globalRegistry.get(zodSchema) ?? {};
      const whole = id === undefined ? undefined : described[id];
      if (whole) Object.assign(jsonSchema, inputSchemaOf(whole));
    },
  });
  return JSON.parse(JSON.stringify(written).replaceAll('#/$defs/', '#/components/schemas/'));
}

/** As a person writes it: fields with a default may be left out, and so may the seed, which is drawn then. */
function inputSchemaOf(schema: z.ZodMiniType): JsonObject {
  const { $schema: _, ...written } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return written.required ? { ...written, required: written.required.filter((name) => name !== 'seed') } : written;
}
