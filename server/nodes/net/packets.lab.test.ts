/** Packets between nodes of a lab, disturbed and counted where they arrive. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { type Disturbance, undisturbed } from '@/lib/nemesis/disturbance';
import { labAddress, labDown, labUp } from '../../lab/lab';
import { cannotMakeLabs, testLabName } from '../../lab/test-lab';
import { connectCluster } from '../cluster';
import { NodeHold } from '../hold/node-hold';
import type { Remote } from '../remote';
import { healEverything, iptablesNet } from './iptables';
import type { PacketNet } from './net';

const name = testLabName('packets');
const patient = { timeout: 60_000, interval: 200 };
/** Enough that a fifth of a share is five times what chance moves it. */
const count = 2500;

interface Arrived {
  /** Numbers, in the order in which they came, each with how late it was in seconds. */
  readonly numbers: readonly number[];
  readonly lateness: readonly number[];
  /** From the first to the last, in seconds. */
  readonly span: number;
  readonly bytes: number;
  readonly badChecksums: number;
}

/** $ARGV: the port. Prints what comes, until the last is announced a second time, so that what was held back has come. */
const receiver = `
use strict; use Socket; use Time::HiRes qw(clock_gettime);
socket(my $s, PF_INET, SOCK_DGRAM, 0) or die; setsockopt($s, SOL_SOCKET, 33, pack 'i', 16 << 20);
bind($s, sockaddr_in($ARGV[0], INADDR_ANY)) or die;
sub bad { open my $f, '<', '/proc/net/snmp'; my @udp = grep { /^Udp:/ } <$f>; (split ' ', $udp[1])[7] }
my $before = bad(); my @lines; my $is_over;
print "ready\\n"; $| = 1; print '';
until ($is_over) {
  recv($s, my $text, 2000, 0); my $now = clock_gettime(1);
  my ($number, $sent) = split ' ', $text;
  if ($number eq 'over') { $is_over = 1 } else { push @lines, join(' ', $number, $now - $sent, $now, 28 + length $text) }
}
print join("\\n", @lines), "\\nbad ", bad() - $before, "\\n";`;

/** $ARGV: address, port, how many, bytes of each. What ends it goes another way, which nothing disturbs. */
const sender = `
use strict; use Socket; use Time::HiRes qw(clock_gettime);
my ($to, $port, $count, $size) = @ARGV;
socket(my $s, PF_INET, SOCK_DGRAM, 0) or die;
for my $i (1 .. $count) {
  my $text = "$i " . clock_gettime(1) . ' ';
  send($s, $text . 'x' x ($size - 28 - length $text), 0, sockaddr_in($port, inet_aton($to)));
  select(undef, undef, undef, 0.002) if $i % 5 == 0;
}`;

describe.skipIf(cannotMakeLabs)('packets that are disturbed', { timeout: 120_000 }, () => {
  let remotes: Remote[];
  let net: PacketNet;
  let port = 7000;

  beforeAll(async () => {
    const lab = await labUp({ name, nodes: 3, ownerPid: process.pid });
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

  /** @param settleSeconds by when all that was held has come */
  async function sent(from: string, to: string, size = 200, packets = count, settleSeconds = 1): Promise<Arrived> {
    const own = String(++port);
    const file = `/tmp/arrived-${own}`;
    const target = remoteOf(to);
    const receiving = target.shell(`perl -e '${receiver.replaceAll("'", "'\\''")}' ${own} >${file}`);
    await expect
      .poll(async () => (await target.shell(`head -n 1 ${file}`, { allowFailure: true })).stdout)
      .toBe('ready\n');
    await remoteOf(from).exec(['perl', '-e', sender, target.address, own, String(packets), String(size)]);
    await target.shell(`sleep ${settleSeconds}; bash -c 'echo over >/dev/udp/127.0.0.1/${own}'`);
    await receiving;
    const lines = (await target.read(file)).trim().split('\n').filter(Boolean).slice(1);
    const rows = lines.slice(0, -1).map((line) => line.split(' ').map(Number));
    const times = rows.map(([, , time = 0]) => time);
    return {
      numbers: rows.map(([number = 0]) => number),
      lateness: rows.map(([, late = 0]) => late).toSorted((a, b) => a - b),
      span: (times.at(-1) ?? 0) - (times[0] ?? 0),
      bytes: rows.reduce((sum, [, , , bytes = 0]) => sum + bytes, 0),
      badChecksums: Number(lines.at(-1)?.split(' ')[1]),
    };
  }

  const median = ({ lateness }: Arrived) => lateness[Math.floor(lateness.length / 2)] ?? 0;
  const disturb = (links: Record<string, readonly string[]>, some: Partial<Disturbance>, id = 1) =>
    net.disturb(links, { ...undisturbed, ...some }, id);
  const within = (value: number, wanted: number) => {
    expect(value).toBeGreaterThan(wanted * 0.8);
    expect(value).toBeLessThan(wanted * 1.2);
  };
  const rules = async (node: string) => (await remoteOf(node).exec(['iptables', '-S'])).stdout;
  const relays = async (node: string) =>
    (await remoteOf(node).shell('ls /run/clew/relays; pgrep -f "relays/[C]LEW"', { allowFailure: true })).stdout;

  test('are delayed one way, by the link that is named and no other, and on time again when it is healed', async () => {
    await disturb({ n1: ['n2'] }, { delayMs: 300, jitterMs: 50 });
    const late = median(await sent('n2', 'n1', 200, 200));
    const undisturbedLinks = [sent('n1', 'n2', 200, 100, 0.1), sent('n3', 'n1', 200, 100, 0.1)];
    const others = (await Promise.all(undisturbedLinks)).map(median);
    within(late - Math.min(...others), 0.3);
    for (const other of others) expect(other).toBeLessThan(0.1);
    await net.heal(1);
    expect(median(await sent('n2', 'n1', 200, 100, 0.1))).toBeLessThan(0.1);
    expect((await rules('n2')) + (await relays('n2'))).not.toContain('CLEW');
  });

  test('are lost, sent twice and out of order, as many as was asked for', async () => {
    await disturb({ n1: ['n2'] }, { lost: 0.3, twice: 0.3, late: 0.25 });
    const { numbers } = await sent('n2', 'n1', 200, count, 0.5);
    const kept = new Set(numbers).size;
    within(count - kept, 0.3 * count);
    within(numbers.length - kept, 0.3 * kept);
    const isOvertaken = (number: number, at: number) => numbers.slice(0, at).some((earlier) => earlier > number);
    const overtaken = numbers.filter((number, at) => numbers.indexOf(number) === at && isOvertaken(number, at));
    within(overtaken.length, 0.25 * kept);
    await net.heal();
  });

  test('are corrupted so that checksums find them, and slowed to a rate, by two faults at once', async () => {
    await disturb({ n1: ['n2'] }, { corrupt: 0.5 }, 1);
    await disturb({ n1: ['n2', 'n3'] }, { rateKbit: 4000 }, 2);
    const arrived = await sent('n2', 'n1', 1000, 500, 1.3);
    within(arrived.badChecksums, 250);
    // What is corrupted takes its time on the link all the same, and does not arrive.
    within((arrived.bytes * 8) / 1000 / arrived.span, 4000 * 0.5);
    await net.heal(1);
    expect((await sent('n2', 'n1', 200, 200, 0.3)).badChecksums).toBe(0);
    expect(await rules('n2')).toContain('-N CLEW-2');
    await net.heal(2);
    expect((await rules('n2')) + (await relays('n2'))).not.toContain('CLEW');
  });

  test('pass where their relay is gone, and by themselves once nobody holds the node', async () => {
    const hold = await NodeHold.take(remoteOf('n2'), { run: 'packets', limitSeconds: 600, undo: [healEverything] });
    await disturb({ n1: ['n2'] }, { lost: 1 });
    expect((await sent('n2', 'n1', 200, 20, 0.1)).numbers).toEqual([]);
    await remoteOf('n2').shell('kill -s KILL $(cat /run/clew/relays/CLEW-1)');
    await expect.poll(async () => (await sent('n2', 'n1', 200, 20, 0.1)).numbers.length, patient).toBe(20);
    await disturb({ n1: ['n2'] }, { lost: 1 });
    await remoteOf('n2').shell('kill -s TERM $(cut -d " " -f 1 /run/clew/hold/switch.pid)');
    await expect.poll(async () => (await rules('n2')) + (await relays('n2')), patient).not.toContain('CLEW');
    expect((await sent('n2', 'n1', 200, 20, 0.1)).numbers).toHaveLength(20);
    await hold.release();
  });

  test('are not disturbed where a node has no perl, and nothing is left there', async () => {
    await remoteOf('n3').shell('mv $(command -v perl) /tmp/perl');
    const refused = disturb({ n1: ['n3'] }, { lost: 0.5 });
    await expect(refused).rejects.toThrow(/n3.*there is no perl/);
    await remoteOf('n3').shell('mv /tmp/perl /usr/bin/perl');
    expect(await rules('n3')).not.toContain('CLEW');
  });
});
