/** What is written of a schema: its kind in a few words, and its fields a line each. */
import { type ApiDocument, resolved, type Schema } from './document';

/** More values are told by their number. */
const maxValues = 8;

export interface FieldLine {
  readonly name: string;
  readonly kind: string;
  /** The schema that it refers to. */
  readonly refers?: string;
  readonly isRequired: boolean;
  readonly words: string;
}

/** `text`, `whole number, at least 0`, `list of Run`, `"a" or "b"` */
export function kindOf(schema: Schema, document: ApiDocument): string {
  const { name, schema: whole } = resolved(schema, document);
  if (name !== undefined) return name;
  if (whole.const !== undefined) return JSON.stringify(whole.const);
  if (whole.enum) {
    const shown = whole.enum.slice(0, maxValues).map((value) => JSON.stringify(value));
    const more = whole.enum.length - shown.length;
    return `${shown.join(' or ')}${more > 0 ? ` or ${more} more` : ''}`;
  }
  const choices = whole.oneOf ?? whole.anyOf;
  if (choices) {
    const kinds = [...new Set(choices.map((choice) => kindOf(choice, document)))];
    return kinds.length > maxValues ? `one of ${kinds.length} kinds` : kinds.join(' or ');
  }
  const types = Array.isArray(whole.type) ? whole.type : [whole.type];
  return types.map((type) => typeWords(type, whole, document)).join(' or ');
}

function typeWords(type: string | undefined, schema: Schema, document: ApiDocument): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'integer':
      return `whole number${bounds(schema)}`;
    case 'number':
      return `number${bounds(schema)}`;
    case 'array':
      return schema.items ? `list of ${kindOf(schema.items, document)}` : 'list';
    case 'object':
      return 'object';
    default:
      return type ?? 'anything';
  }
}

/** zod writes the bounds of whole numbers that JSON holds exactly, which say nothing. */
function bounds({ minimum, maximum }: Schema): string {
  const least = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? '' : `, at least ${minimum}`;
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? '' : `, at most ${maximum}`;
  return `${least}${most}`;
}

export function fieldsOf(schema: Schema, document: ApiDocument): readonly FieldLine[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).map(([name, field]) => {
    const refers = resolved(field, document).name ?? (field.items && resolved(field.items, document).name);
    const otherwise = field.default === undefined ? '' : `Otherwise ${JSON.stringify(field.default)}.`;
    return {
      name,
      kind: kindOf(field, document),
      ...(refers !== undefined && { refers }),
      isRequired: required.includes(name) && field.default === undefined,
      words: [field.description ?? field.title ?? '', otherwise].filter(Boolean).join(' '),
    };
  });
}
