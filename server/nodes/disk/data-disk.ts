/**
 * A disk of its own for a system's data, in a file that can be copied below the page cache: what was written and not
 * flushed is in memory only, as on a machine that loses its power. A copy of the file is what such a machine finds.
 *
 *     system ── write ──▶ page cache ── fsync ──▶ ext4 on a loop device ──▶ /var/lib/clew.disk ── cp ──▶ the disk after the cut
 *
 * Only on nodes of a lab: it hides what else is at that place, and lies in memory.
 */
import { openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';
import type { Remote } from '../remote';
import { RemoteError } from '../remote-error';

/** All systems have their data there. */
const dataDirectory = '/var/lib/clew';
const image = `${dataDirectory}.disk`;
/** Room for any system's data in a test; takes up only what is written. */
const size = '1G';
/** Systems have few files; the table of them is written at once. */
const files = 8192;
/** Of a copy of what was written, in memory. */
const timeoutMs = 30_000;

/** Safe at any time, any number of times; touches nothing where there is no image of ours. A POSIX shell script. */
export const removeDisk = `if [ -e ${image} ]; then
  while grep -q ' ${dataDirectory} ext4 ' /proc/mounts; do umount -l ${dataDirectory} || exit 1; done
  rm -f ${image} ${image}.cut
fi`;

const putScript = `set -e
${removeDisk}
mkdir -p ${dataDirectory}
truncate -s ${size} ${image}
mkfs.ext4 -q -F -m 0 -N ${files} -E lazy_itable_init=0,lazy_journal_init=1 ${image}
mount -o loop ${image} ${dataDirectory}`;

const cutScript = `set -e
cp --sparse=always ${image} ${image}.cut
umount ${dataDirectory} || umount -l ${dataDirectory}
mv -f ${image}.cut ${image}
mount -o loop ${image} ${dataDirectory}`;

/** An empty one, in place of an earlier one. @throws ClewError where the node cannot have one */
export async function putDisk(remote: Remote): Promise<void> {
  try {
    await remote.shell(putScript, { asRoot: true, timeoutMs });
  } catch (error) {
    const said = error instanceof RemoteError && error.kind === 'exit' ? error.result?.stderr.trim() : undefined;
    if (said === undefined) throw error;
    const message = worded`the data of ${openly(remote.node)} cannot be put on a disk of its own: ${openly(said.split('\n').at(-1) ?? '')}`;
    const cure =
      'install e2fsprogs, and look whether the machine has loop devices; a lab of an earlier version goes with: clew lab down';
    throw new ClewError({ message, cure, node: remote.node }, { cause: error });
  }
}

/** The data is where it would be without it. */
export async function clearDisk(remote: Remote): Promise<void> {
  await remote.shell(removeDisk, { asRoot: true, timeoutMs });
}

/** Once nothing runs there any more: what was not flushed is gone. */
export async function cutPower(remote: Remote): Promise<void> {
  await remote.shell(cutScript, { asRoot: true, timeoutMs });
}
