/** A request to an operation as somebody would type it: the token is a variable, and what has to be filled in is one, too. */
import { type ApiDocument, type Operation, resolved, type Schema } from './document';

/** What lies deeper is left to whoever fills it in. */
const maxDepth = 4;

/** @param origin `http://127.0.0.1:3000` */
export function curlOf(
  { method, path, isOpen, requestBody }: Operation,
  document: ApiDocument,
  origin: string,
): string {
  const address = `${origin}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`)}`;
  const body = requestBody && Object.entries(requestBody.content)[0];
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}"${address}"`,
    ...(isOpen ? [] : ['-H "authorization: Bearer $CLEW_TOKEN"']),
    ...(body ? [`-H "content-type: ${body[0]}"`, dataOf(body[0], body[1].schema, document)] : []),
  ];
  return parts.join(' \\\n  ');
}

function dataOf(type: string, schema: Schema, document: ApiDocument): string {
  if (type !== 'application/json') return '--data-binary @"$FILE"';
  return `-d '${JSON.stringify(exampleOf(schema, document)).replaceAll("'", "'\\''")}'`;
}

/** The smallest value that says where what goes: fields that may be left out are. */
export function exampleOf(schema: Schema, document: ApiDocument, depth = 0): unknown {
  const { schema: whole } = resolved(schema, document);
  if (whole.const !== undefined) return whole.const;
  if (whole.default !== undefined && depth > 0) return whole.default;
  if (whole.enum) return whole.enum[0];
  const [choice] = whole.oneOf ?? whole.anyOf ?? [];
  if (choice) return exampleOf(choice, document, depth);
  const type = Array.isArray(whole.type) ? whole.type[0] : whole.type;
  if (whole.properties || type === 'object') return objectOf(whole, document, depth);
  if (type === 'array') return whole.items && depth < maxDepth ? [exampleOf(whole.items, document, depth + 1)] : [];
  if (type === 'integer' || type === 'number') return Math.max(whole.minimum ?? 0, 0);
  if (type === 'boolean') return true;
  return type === 'string' ? '…' : null;
}

function objectOf({ properties = {}, required = [] }: Schema, document: ApiDocument, depth: number): unknown {
  if (depth >= maxDepth) return {};
  // Where nothing has to be there, one field shows how.
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, 1);
  return Object.fromEntries(
    names.flatMap((name) => {
      const field = properties[name];
      return field ? [[name, exampleOf(field, document, depth + 1)]] : [];
    }),
  );
}
