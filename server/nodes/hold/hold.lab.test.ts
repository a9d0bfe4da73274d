/** A hold on a real node over SSH: by a user who needs sudo for it, and where /run has no room left. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { type Lab, labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../cluster';
import type { Remote } from '../remote';
import { HoldLostError, NodeHold } from './node-hold';

const name = testLabName('hold');
const patient = { timeout: 60_000, interval: 200 };
/** No test comes near it, however slow the day. */
const limitSeconds = 600;

describe.skipIf(cannotMakeLabs)('a hold on a node', () => {
  let directory: string;
  let lab: Lab;
  let root: Remote;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-hold-'));
    lab = await labUp({ name, nodes: 1, ownerPid: process.pid });
    root = await connect('root');
  });
  afterAll(async () => {
    await root?.close();
    await labDown(name);
    await rm(directory, { recursive: true, force: true });
  });

  async function connect(user: string): Promise<Remote> {
    const { login, ...address } = labAddress(lab);
    const [remote] = await connectCluster({ ...address, login: { ...login, user } }, { dataDirectory: directory });
    return present(remote, 'n1');
  }

  const take = (remote: Remote, run: string) =>
    NodeHold.take(remote, { run, limitSeconds, undo: ['rm -f /var/tmp/fault'] });
  const looksAt = async (script: string) => (await root.shell(script, { allowFailure: true })).stdout.trim();
  /** Its switch fires at once when it is asked to end, as at a shutdown. */
  const fire = () => root.shell('kill -s TERM $(cut -d " " -f 1 /run/clew/hold/switch.pid)');
  const isUndone = () => expect.poll(() => looksAt('ls -d /var/tmp/fault /run/clew/hold'), patient).toBe('');

  test('by a user with sudo is renewed by their own commands, and undone as root', async () => {
    // sudo is not on every machine: this becomes root as it does, and says who asked for it.
    await root.shell(`useradd -m -p '*' tester; chmod 644 /run/clew/authorized_keys
cp "$(command -v setpriv)" /usr/local/bin/become && chmod 4755 /usr/local/bin/become`);
    await root.write(
      '/usr/bin/sudo',
      `#!/bin/sh
while [ "$1" = -n ] || [ "$1" = -- ]; do shift; done
SUDO_UID=$(id -u) exec /usr/local/bin/become --reuid=0 --regid=0 --clear-groups -- "$@"
`,
      { mode: 0o755 },
    );
    const tester = await connect('tester');
    const hold = await take(tester, 'one');
    expect(await looksAt('stat -c %U /run/clew/hold/renewed /run/clew/hold/token')).toBe('tester\nroot');
    await root.shell('printf "%d\\n" 1000000000 1<>/run/clew/hold/renewed');
    expect((await hold.exec(['id', '-un'])).stdout).toBe('tester\n');
    expect(await looksAt('cat /run/clew/hold/renewed')).not.toBe('1000000000');
    expect((await hold.exec(['id', '-un'], { asRoot: true })).stdout).toBe('root\n');
    await expect(take(root, 'two')).rejects.toThrow('n1 is held by run one');
    await hold.release();

    const silent = await take(tester, 'three');
    await silent.exec(['touch', '/var/tmp/fault'], { asRoot: true });
    await fire();
    await isUndone();
    await expect(silent.renew()).rejects.toThrow(HoldLostError);
    await tester.close();
  });

  test('needs no more room than it took: it is renewed and undone in a full /run, and not taken there', async () => {
    const hold = await take(root, 'four');
    await hold.exec(['touch', '/var/tmp/fault']);
    await root.shell('mount -o remount,size=256k /run');
    const fill = () => root.shell('! cat /dev/zero >>/run/filler');
    await fill();
    await hold.renew();
    await fire();
    await isUndone();
    await expect(hold.renew()).rejects.toThrow('its dead-man’s switch undid every fault');
    // What fired before has given way to what fired now.
    await fill();
    await expect(take(root, 'five')).rejects.toThrow(/cannot be taken for the run: .*cannot be written/);
    expect(await looksAt('ls -d /run/clew/hold /run/clew/hold.new; pgrep -f "/run/clew/hold/[s]witch"')).toBe('');
    await root.shell('rm /run/filler');
    await (await take(root, 'five')).release();
  });
});
