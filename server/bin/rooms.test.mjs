import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { roomProblems } from './rooms.mjs';

const trees = [];
afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true });
});

/** A tree in which everything is right, changed by the files given; `null` leaves a file out. */
function treeWith(files) {
  const tree = mkdtempSync(join(tmpdir(), 'clew-rooms-'));
  trees.push(tree);
  const all = {
    'lib/base/README.md': '# base\n',
    'lib/plan/README.md': '# plan\n',
    'lib/plan/plan.ts': "import { assert } from '../base/assert';\n",
    'server/jobs/README.md': '# jobs\n',
    'components/ui/README.md': '# ui\n',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    if (text === null) continue;
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  return tree;
}

test('a tree whose imports all go down has no problem', () => {
  expect(roomProblems(treeWith({}))).toEqual([]);
});

test('an import of a room above is named, by a relative path and by @/', () => {
  const tree = treeWith({
    'lib/base/deep/words.ts': "import { nameOf } from '../../plan/plan';\nimport { x } from '@/lib/plan/other';\n",
  });
  expect(roomProblems(tree)).toEqual([
    'lib/base/deep/words.ts imports lib/plan/plan, which stands above lib/base',
    'lib/base/deep/words.ts imports lib/plan/other, which stands above lib/base',
  ]);
});

test('an import of a type alone, one of several lines, an export and a dynamic import count like any other', () => {
  const bad = [
    "import type { Plan } from '../plan/plan';",
    "import {\n  type Plan,\n  other,\n} from '../plan/plan';",
    "export type { Plan } from '../plan/plan';",
    "const plan = await import('../plan/plan');",
    "type Plan = import('../plan/plan').Plan;",
    "import '../plan/plan';",
  ];
  for (const text of bad) {
    expect(roomProblems(treeWith({ 'lib/base/words.ts': text })), text).toEqual([
      'lib/base/words.ts imports lib/plan/plan, which stands above lib/base',
    ]);
  }
});

test('tests and fixtures may look up', () => {
  const text = "import { nameOf } from '../plan/plan';\n";
  expect(roomProblems(treeWith({ 'lib/base/words.test.ts': text, 'lib/base/words.fixture.ts': text }))).toEqual([]);
});

test('a room needs a README, of at most 15 lines', () => {
  expect(roomProblems(treeWith({ 'lib/plan/README.md': null }))).toEqual(['lib/plan has no README.md']);
  expect(roomProblems(treeWith({ 'lib/plan/README.md': 'a line\n'.repeat(16) }))).toEqual([
    'lib/plan/README.md has 16 lines; 15 are the most',
  ]);
});

test('a folder without a place in the order is named; one whose name begins with a dot is no room', () => {
  const tree = treeWith({ 'server/attic/README.md': '# attic\n', 'components/.types/index.d.ts': '' });
  expect(roomProblems(tree)).toEqual(['server/attic has no place in the order of rooms in server/bin/rooms.mjs']);
});
