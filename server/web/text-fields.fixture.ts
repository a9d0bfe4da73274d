/** For tests: every place of a schema that takes a text, with the rest of a document around it. A new field is one more place. */
import type { Shape } from '@/lib/plan/shape';

/** `Shape`, and what JSON Schema says where a value may be one of several or have keys of any name. */
export interface TextShape extends Shape {
  readonly anyOf?: readonly TextShape[];
  readonly pattern?: string;
  readonly format?: string;
  readonly additionalProperties?: TextShape | boolean;
}

export interface TextPlace {
  /** `system.source.path`; a key that may have any name is `*`. */
  readonly path: string;
  /** A document with the text there and no more than it needs elsewhere. */
  put(text: string): unknown;
  /** The text that stands there in a document. */
  read(document: unknown): unknown;
}

export function textPlaces(shape: TextShape): readonly TextPlace[] {
  const options = [...(shape.oneOf ?? []), ...(shape.anyOf ?? [])];
  if (options.length > 0) return options.flatMap((option) => textPlaces(option));
  if (shape.type === 'string') return isFixed(shape) ? [] : [{ path: '', put: (text) => text, read: (value) => value }];
  if (shape.type === 'array')
    return textPlaces(shape.items ?? {}).map((place) => inside(place, '0', (value) => [value]));
  const named = Object.entries(shape.properties ?? {}).flatMap(([name, field]) =>
    textPlaces(field).map((place) =>
      inside(place, name, (value) => ({ ...(smallest(shape) as object), [name]: value })),
    ),
  );
  return [...named, ...freeKeys(shape)];
}

/** Values of any kind may be texts, and so may their names be. */
function freeKeys({ additionalProperties: free }: TextShape): readonly TextPlace[] {
  if (free === undefined || typeof free === 'boolean') return [];
  const value: TextPlace = {
    path: '*',
    put: (text) => ({ 'cluster.user': text }),
    read: (document) => at(document, 'cluster.user'),
  };
  const key: TextPlace = {
    path: '*',
    put: (text) => ({ [text]: 'x' }),
    read: (document) => Object.keys(document as object)[0],
  };
  return [value, key];
}

function inside(place: TextPlace, name: string, around: (value: unknown) => unknown): TextPlace {
  return {
    path: place.path === '' ? name : `${name}.${place.path}`,
    put: (text) => around(place.put(text)),
    read: (document) => place.read(at(document, name)),
  };
}

function at(document: unknown, name: string): unknown {
  return (document as Readonly<Record<string, unknown>> | undefined)?.[name];
}

function isFixed({ const: constant, enum: names }: Shape): boolean {
  return constant !== undefined || names !== undefined;
}

/** Texts that some field or other takes. */
export const goodTexts = [
  'n1',
  '/srv/thing',
  'CLEW_PASSWORD',
  'https://example.org/etcd.tar.gz',
  'a1'.repeat(32),
  'cluster.user',
  '5',
  '0 2 * * *',
  'UTC',
  '0.1-0.2',
];

function smallest(shape: TextShape): unknown {
  const [option] = [...(shape.oneOf ?? []), ...(shape.anyOf ?? [])];
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (option) return smallest(option);
  switch (shape.type) {
    case 'object':
      return Object.fromEntries((shape.required ?? []).map((name) => [name, smallest(shape.properties?.[name] ?? {})]));
    case 'array':
      return [smallest(shape.items ?? {})];
    case 'string':
      if (shape.format === 'uri') return 'https://example.org/thing';
      return goodTexts.find((text) => new RegExp(shape.pattern ?? '', 'u').test(text)) ?? goodTexts[0];
    case 'boolean':
      return false;
    default:
      return shape.minimum ?? 1;
  }
}
