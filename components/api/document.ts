/** The parts of an OpenAPI 3.1 document that the page shows, and how its operations are grouped and asked. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

interface Content {
  readonly [type: string]: { readonly schema: Schema };
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface DescribedOperation {
  readonly summary: string;
  readonly security: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Operation extends DescribedOperation {
  /** Behind the # of the address. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Whether it needs no token. */
  readonly isOpen: boolean;
}

export interface OperationGroup {
  /** `runs`, of `/api/runs/{id}`. */
  readonly name: string;
  readonly operations: readonly Operation[];
}

/** By the part behind `/api/`, in the order of the document. */
export function groupsOf({ paths }: ApiDocument): readonly OperationGroup[] {
  const groups = new Map<string, Operation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    const name = path.split('/')[2] ?? '';
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    for (const [method, described] of Object.entries(methods)) {
      const id = `${method}-${path.replaceAll(/[^\w]+/g, '-').replaceAll(/^-|-$/g, '')}`;
      group.push({ ...described, id, method: method.toUpperCase(), path, isOpen: described.security.length === 0 });
    }
  }
  return [...groups].map(([name, operations]) => ({ name, operations }));
}

/** The schema behind a reference, with its name. */
export function resolved(
  schema: Schema,
  { components }: ApiDocument,
): { readonly name?: string; readonly schema: Schema } {
  const name = schema.$ref?.split('/').at(-1);
  const found = name === undefined ? undefined : components.schemas[name];
  return name !== undefined && found ? { name, schema: found } : { schema };
}
