/**
 * Names of the files of a zip, made of what nodes call their logs. Whoever unpacks it, on whatever system, gets each of
 * them below one directory and under a name of its own.
 */

/** Of one part of a path: what every file system takes, with room for a number behind it. */
const maxLetters = 100;

/** Names that Windows keeps for devices, whatever stands behind the dot. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

export class ZipNames {
  /** In small letters: some file systems tell no others apart. */
  readonly #taken = new Set<string>();

  /** `logs/n1/var-log-clew-etcd.log`: it ends so that nobody takes it for a history. */
  logOf(node: string, file: string): string {
    const directory = `logs/${partOf(node, 'node')}`;
    const name = partOf(file.replace(/\.log$/i, ''), 'log');
    for (let copy = 1; ; copy++) {
      const path = `${directory}/${name}${copy === 1 ? '' : `-${copy}`}.log`;
      if (this.#taken.has(path.toLowerCase())) continue;
      this.#taken.add(path.toLowerCase());
      return path;
    }
  }
}

/** Letters, digits, dots, dashes; no dot or dash at either end. */
function partOf(text: string, otherwise: string): string {
  const plain = text
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, maxLetters)
    .replace(/^[.-]+|[.-]+$/g, '');
  if (plain === '') return otherwise;
  return devices.test(plain) ? `_${plain}` : plain;
}
