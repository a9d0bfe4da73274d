/** A mirror of Debian in a directory, and the settings of a machine whose apt knows it and nothing else. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localCommand } from './local-command';

/** A package with one file, /usr/bin/tiny, that holds its own version. @returns the path of the .deb */
export async function makePackage(directory: string, version: string, architecture: string): Promise<string> {
  const tree = join(directory, `tree-${version}-${architecture}`);
  await mkdir(join(tree, 'DEBIAN'), { recursive: true });
  await mkdir(join(tree, 'usr/bin'), { recursive: true });
  await writeFile(join(tree, 'usr/bin/tiny'), `tiny ${version}\n`);
  await writeFile(join(tree, 'DEBIAN/control'), control(version, architecture));
  const name = `tiny_${version}_${architecture}.deb`;
  await localCommand(['dpkg-deb', '-b', tree, name], { cwd: directory });
  return join(directory, name);
}

function control(version: string, architecture: string): string {
  return [
    'Package: tiny',
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    'Maintainer: nobody <nobody@localhost>',
    'Description: one file',
    '',
  ].join('\n');
}

/** One release more on the mirror, with one package. Nobody signs it. */
export async function addRelease(
  mirror: string,
  release: string,
  version: string,
  architecture: string,
): Promise<void> {
  await mkdir(join(mirror, 'pool'), { recursive: true });
  const file = await makePackage(join(mirror, 'pool'), version, architecture);
  const packages = `${control(version, architecture)}Filename: pool/tiny_${version}_${architecture}.deb
Size: ${(await stat(file)).size}
SHA256: ${sum(await readFile(file))}
`;
  const place = `main/binary-${architecture}`;
  const dists = join(mirror, 'dists', release);
  await mkdir(join(dists, place), { recursive: true });
  await writeFile(join(dists, place, 'Packages'), packages);
  const index = ` ${sum(Buffer.from(packages))} ${packages.length} ${place}/Packages`;
  const head = `Suite: ${release}\nCodename: ${release}\nArchitectures: ${architecture}\nComponents: main`;
  await writeFile(join(dists, 'Release'), `${head}\nSHA256:\n${index}\n`);
}

/** @param source a line of sources.list @returns the environment of that machine */
export async function machineWith(directory: string, source: string): Promise<Readonly<Record<string, string>>> {
  const list = join(directory, 'machine.list');
  await writeFile(list, `${source}\n`);
  const settings = [
    `Dir::Etc::sourcelist "${list}";`,
    'Dir::Etc::sourceparts "/dev/null";',
    'Acquire::http::Proxy "DIRECT";',
    // What cannot be reached here will not be reached later.
    'Acquire::Retries "0";',
  ];
  await writeFile(join(directory, 'machine.conf'), `${settings.join('\n')}\n`);
  return { APT_CONFIG: join(directory, 'machine.conf') };
}

function sum(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
