/**
 * Part of `npm run lint`: a room is a folder of lib, server or components. Rooms are listed from the ground up, and each
 * may import only rooms that stand before it, so no two import each other. Each has a README of at most 15 lines.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from './setup.mjs';

const order = {
  lib: 'base draw history nemesis model checker generator catalog plan doctor protocol audience timeline report',
  server:
    'base nodes lab systems testbed faults store events judge runner jobs import audience webhooks export web commands bench soak bin',
  components:
    'ui palette cluster timeline charts worlds help schedule form clusters share trend run compare library experiment bring saved webhooks api',
};

const maxReadmeLines = 15;

/** @returns one line for each import that goes up, each folder that is no room, each README that is missing or long */
export function roomProblems(directory = root) {
  return Object.entries(order).flatMap(([top, names]) => {
    const rooms = names.split(' ');
    const folders = readdirSync(join(directory, top), { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith('.'),
    );
    return folders.flatMap(({ name }) => {
      if (!rooms.includes(name)) return [`${top}/${name} has no place in the order of rooms in server/bin/rooms.mjs`];
      return [...readmeProblems(directory, `${top}/${name}`), ...importProblems(directory, top, name, rooms)];
    });
  });
}

function readmeProblems(directory, room) {
  try {
    const lines = readFileSync(join(directory, room, 'README.md'), 'utf8')
      .trimEnd()
      .split('\n').length;
    return lines > maxReadmeLines ? [`${room}/README.md has ${lines} lines; ${maxReadmeLines} are the most`] : [];
  } catch {
    return [`${room} has no README.md`];
  }
}

function importProblems(directory, top, room, rooms) {
  const above = new Set(rooms.slice(rooms.indexOf(room) + 1));
  const topDirectory = join(directory, top);
  return sourcesBelow(join(topDirectory, room)).flatMap((file) =>
    importsOf(file)
      .map((path) => (path.startsWith('@/') ? join(directory, path.slice(2)) : join(dirname(file), path)))
      .map((path) => relative(topDirectory, path))
      .filter((path) => above.has(path.split('/')[0]))
      .map((path) => `${relative(directory, file)} imports ${top}/${path}, which stands above ${top}/${room}`),
  );
}

/** Tests and fixtures may look up: a checker is tried on what a report says of it. */
function sourcesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|fixture)\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

function importsOf(file) {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g);
  return [...found].map(([, path]) => path).filter((path) => path.startsWith('@/') || path.startsWith('.'));
}

if (import.meta.url === `file://${process.argv[1]}`) {
  const problems = roomProblems();
  for (const problem of problems) console.error(problem);
  process.exit(problems.length === 0 ? 0 : 1);
}
