import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Grudge } from '@/lib/history/nemesis-value';
import { cutBetween } from '@/lib/nemesis/grudge';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../cluster';
import type { Remote } from '../remote';
import { iptablesNet } from './iptables';
import type { Net } from './net';

const name = testLabName('net');
const halves: Grudge = cutBetween(['n1', 'n2', 'n3'], ['n4', 'n5']);

/**
 * Sends to all others for a while, in a process of its own; listens until each of those that should be heard was heard
 * often, and prints everybody who was.
 */
const datagrams = `
my ($wanted, @others) = @ARGV;
socket(my $s, PF_INET, SOCK_DGRAM, 0) or die; bind($s, sockaddr_in(7777, INADDR_ANY)) or die;
if (!fork) {
  open(STDIN, "</dev/null"); open(STDOUT, ">/dev/null"); open(STDERR, ">/dev/null");
  for (1 .. 300) { send($s, "x", 0, sockaddr_in(7777, inet_aton($_))) for @others; select(undef, undef, undef, 0.05) }
  exit;
}
my %heard;
alarm 60;
until (20 <= (sort { $a <=> $b } map { $heard{$_} || 0 } split /,/, $wanted)[0]) {
  my $from = recv($s, my $text, 9, 0) or next;
  $heard{inet_ntoa((sockaddr_in($from))[1])}++;
}
print join " ", keys %heard;`;

describe.skipIf(cannotMakeLabs)('the net', () => {
  let remotes: Remote[];
  let net: Net;

  beforeAll(async () => {
    const lab = await labUp({ name, nodes: 5, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: '/nowhere' });
    net = iptablesNet(remotes);
  });

  afterAll(async () => {
    await Promise.all((remotes ?? []).map((remote) => remote.close()));
    await labDown(name);
  });

  const remoteOf = (node: string) =>
    present(
      remotes.find((remote) => remote.node === node),
      node,
    );

  /** Whether one node can open a connection to another, asked on the first. */
  async function reaches(from: string, to: string): Promise<boolean> {
    const script = `exec timeout 0.5 bash -c 'exec 3<>/dev/tcp/${remoteOf(to).address}/22'`;
    return (await remoteOf(from).shell(script, { allowFailure: true })).exitCode === 0;
  }

  /** Who sends datagrams to all, and whose arrive; asked on every node at once. */
  async function heard(expected: Readonly<Record<string, readonly string[]>>): Promise<unknown> {
    const addresses = remotes.map(({ address }) => address);
    const nameOf = new Map(remotes.map(({ address, node }) => [address, node]));
    const told = await Promise.all(
      remotes.map(async (remote) => {
        const wanted = (expected[remote.node] ?? []).map((other) => remoteOf(other).address);
        const others = addresses.filter((address) => address !== remote.address);
        const { stdout } = await remote.exec(['perl', '-MSocket', '-e', datagrams, wanted.join(), ...others]);
        const names = stdout.split(' ').map((address) => nameOf.get(address) ?? address);
        return [remote.node, names.toSorted()] as const;
      }),
    );
    return Object.fromEntries(told);
  }

  const rules = async (node: string) => (await remoteOf(node).exec(['iptables', '-S'])).stdout;

  test('a cut parts the sides and nobody else, and a heal joins them', async () => {
    const cutAt = performance.now();
    await net.cut(halves);
    const healFrom = performance.now();
    expect(
      await Promise.all([reaches('n1', 'n4'), reaches('n5', 'n3'), reaches('n1', 'n2'), reaches('n4', 'n5')]),
    ).toEqual([false, false, true, true]);
    const healAt = performance.now();
    await net.heal();
    process.stdout.write(
      `cut in ${Math.round(healFrom - cutAt)} ms, healed in ${Math.round(performance.now() - healAt)} ms\n`,
    );
    expect(await Promise.all([reaches('n1', 'n4'), reaches('n5', 'n3')])).toEqual([true, true]);
  });

  test('a cut of one direction drops what comes in, and what goes out arrives', async () => {
    await net.cut({ n1: ['n2', 'n3'], n5: ['n4'] });
    const left = {
      n1: ['n4', 'n5'],
      n2: ['n1', 'n3', 'n4', 'n5'],
      n3: ['n1', 'n2', 'n4', 'n5'],
      n4: ['n1', 'n2', 'n3', 'n5'],
      n5: ['n1', 'n2', 'n3'],
    };
    expect(await heard(left)).toEqual(left);
    // No connection comes about either way: TCP needs both.
    expect(await Promise.all([reaches('n1', 'n2'), reaches('n2', 'n1'), reaches('n1', 'n4')])).toEqual([
      false,
      false,
      true,
    ]);
    await net.heal();
    expect(await Promise.all([reaches('n1', 'n2'), reaches('n2', 'n1')])).toEqual([true, true]);
  });

  test('a second cut replaces the first', async () => {
    await net.cut(halves);
    await net.cut(cutBetween(['n1'], ['n2']));
    expect(await Promise.all([reaches('n1', 'n2'), reaches('n1', 'n4'), reaches('n5', 'n3')])).toEqual([
      false,
      true,
      true,
    ]);
    expect((await rules('n1')).match(/-j CLEW/g)).toHaveLength(1);
    await net.heal();
    expect(await reaches('n1', 'n2')).toBe(true);
  });

  test('cuts of different faults have rules of their own, and a heal removes its own only', async () => {
    await net.cut(cutBetween(['n1'], ['n2', 'n3']), 1);
    await net.cut(cutBetween(['n1', 'n4'], ['n2']), 2);
    const reached = () => Promise.all([reaches('n1', 'n2'), reaches('n1', 'n3'), reaches('n4', 'n2')]);
    expect(await reached()).toEqual([false, false, false]);
    await net.heal(1);
    expect(await reached()).toEqual([false, true, false]);
    await net.cut(halves, 12);
    await net.heal(2);
    expect(await rules('n1')).toContain('-N CLEW-12');
    // Whatever they are called: what an earlier process left, too.
    await remoteOf('n1').shell('iptables -N CLEW-77; iptables -I INPUT -j CLEW-77; iptables -N CLEWS');
    await net.heal();
    expect((await rules('n1')).match(/CLEW\S*/g)).toEqual(['CLEWS']);
    await remoteOf('n1').shell('iptables -X CLEWS');
    expect(await reached()).toEqual([true, true, true]);
  });

  test('somebody else’s rules survive a cut and any number of heals', async () => {
    await remoteOf('n1').shell(
      'iptables -N MINE; iptables -A INPUT -s 203.0.113.7 -j DROP; iptables -A MINE -j RETURN',
    );
    const before = await rules('n1');
    await net.cut(halves);
    expect(await rules('n1')).toContain('203.0.113.7');
    await net.heal();
    await net.heal();
    expect(await rules('n1')).toBe(before);
  });

  test('a heal removes what an earlier process left, hooked twice or not at all', async () => {
    await remoteOf('n2').shell('iptables -N CLEW; iptables -I INPUT -j CLEW; iptables -I INPUT -j CLEW');
    await remoteOf('n3').shell('iptables -N CLEW');
    await net.heal();
    expect(await rules('n2')).not.toContain('CLEW');
    expect(await rules('n3')).not.toContain('CLEW');
  });

  test('addresses of IPv6 are dropped with IPv6 rules, and names as the node resolves them', async () => {
    const renamed = remotes.map((remote): Remote => {
      const address = remote.node === 'n2' ? 'fd00::2' : remote.node;
      return new Proxy(remote, {
        get: (target, key) => {
          if (key === 'address') return address;
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    });
    const other = iptablesNet(renamed);
    await other.cut({ n1: ['n2', 'n4'] });
    expect(await rules('n1')).toContain(`-s ${remoteOf('n4').address}/32`);
    const six = async () => (await remoteOf('n1').exec(['ip6tables', '-S'])).stdout;
    expect(await six()).toContain('-s fd00::2/128');
    await other.heal();
    expect(await six()).not.toContain('CLEW');
  });

  test('a node that cannot be changed is named, and the others heal all the same', async () => {
    await net.cut(halves);
    await remoteOf('n3').shell('mv $(which iptables) /tmp/gone');
    await expect(net.heal()).rejects.toMatchObject({ node: 'n3' });
    expect(await rules('n1')).not.toContain('CLEW');
    await remoteOf('n3').shell('mv /tmp/gone /usr/sbin/iptables');
    await net.heal();
    expect(await rules('n3')).not.toContain('CLEW');
  });

  test('a grudge that names a stranger is a bug', async () => {
    await expect(net.cut({ n1: ['n7'] })).rejects.toThrow('n7');
  });
});
