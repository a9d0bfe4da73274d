import { expect, test } from 'vitest';
import { type ApiDocument, groupsOf, type Operation } from './document';
import { curlOf, exampleOf } from './example';
import { fieldsOf, kindOf } from './schema-words';

const answer = { 200: { description: 'Done.' } };
const hook = {
  type: 'object',
  description: 'A hook.',
  required: ['url', 'events', 'tries'],
  properties: {
    url: { type: 'string' },
    events: { type: 'array', items: { enum: ["it's over", 'broken'] } },
    tries: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 3 },
    note: { type: 'string', description: 'For people.' },
  },
} as const;
const document: ApiDocument = {
  paths: {
    '/api/hooks': {
      get: { summary: 'Hooks.', security: [{}], responses: answer },
      post: {
        summary: 'Adds one.',
        security: [{}],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Hook' } } } },
        responses: answer,
      },
    },
    '/api/share/{token}': { get: { summary: 'A run.', security: [], responses: answer } },
  },
  components: { schemas: { Hook: hook, Loop: { properties: { next: { $ref: '#/components/schemas/Loop' } } } } },
};

const operations = groupsOf(document).flatMap((group) => group.operations);
const curl = (operation: Operation | undefined) => operation && curlOf(operation, document, 'http://127.0.0.1:3000');

test('operations stand together by what they are about, each under an address of its own', () => {
  expect(groupsOf(document).map(({ name, operations: each }) => [name, each.length])).toEqual([
    ['hooks', 2],
    ['share', 1],
  ]);
  expect(operations.map(({ id }) => id)).toEqual(['get-api-hooks', 'post-api-hooks', 'get-api-share-token']);
});

test('a request names the token where one is needed, quotes its body, and leaves what is to be filled in to variables', () => {
  expect(operations.map(curl)).toEqual([
    'curl "http://127.0.0.1:3000/api/hooks" \\\n  -H "authorization: Bearer $CLEW_TOKEN"',
    [
      'curl -X POST "http://127.0.0.1:3000/api/hooks" \\',
      '  -H "authorization: Bearer $CLEW_TOKEN" \\',
      '  -H "content-type: application/json" \\',
      `  -d '{"url":"…","events":["it'\\''s over"],"tries":3}'`,
    ].join('\n'),
    'curl "http://127.0.0.1:3000/api/share/$TOKEN"',
  ]);
});

test('a schema that holds itself has an end', () => {
  expect(exampleOf({ $ref: '#/components/schemas/Loop' }, document)).toEqual({
    next: { next: { next: { next: {} } } },
  });
});

test('fields are told in words', () => {
  expect(fieldsOf(hook, document)).toEqual([
    { name: 'url', kind: 'text', isRequired: true, words: '' },
    { name: 'events', kind: 'list of "it\'s over" or "broken"', isRequired: true, words: '' },
    { name: 'tries', kind: 'whole number, at least 1', isRequired: false, words: 'Otherwise 3.' },
    { name: 'note', kind: 'text', isRequired: false, words: 'For people.' },
  ]);
  expect(kindOf({ anyOf: [{ $ref: '#/components/schemas/Hook' }, { type: 'null' }] }, document)).toBe('Hook or null');
});
