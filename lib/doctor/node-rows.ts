/** What the node has of what a run needs: rights, tools, a packet filter, room on its disk, a clock. */

import { shellWord } from '../base/shell-word';
import { bytesWords, listed } from '../base/words';
import type { Facts, Observation } from './observation';
import type { CheckRow } from './report';

type Finding = Omit<CheckRow, 'check'>;

/** etcd alone sets aside 64 MB twice before its first write; a test writes on. */
const minDataBytes = 200e6;
/** Below it a test of an hour may come to the end of the disk. */
const wantedDataBytes = 1e9;
/** Of places where only a log, or a few small files, are put. */
const minSmallBytes = 1e6;

/** Leases and certificates begin to mislead; a database says so in its log from about there. */
const maxClockMs = 500;

const unseen: Finding = { state: 'skipped', brief: '–', detail: 'not looked at' };

export function nodeRows(seen: Observation): readonly CheckRow[] {
  const { facts } = seen;
  const isSeen = facts.size > 0;
  const looked = (finding: () => Finding) =>
    isSeen ? finding() : { ...unseen, detail: seen.trouble ?? unseen.detail };
  return [
    { check: 'os', ...looked(() => operatingSystem(facts)) },
    { check: 'root', ...root(seen) },
    { check: 'tools', ...looked(() => tools(facts)) },
    { check: 'iptables', ...looked(() => iptables(seen)) },
    { check: 'netem', ...looked(() => netem(facts)) },
    { check: 'loop', ...looked(() => loop(facts)) },
    { check: 'systemd', ...looked(() => systemd(facts)) },
    { check: 'clock', ...clock(seen) },
    { check: 'disk', ...looked(() => disk(facts)) },
  ];
}

function operatingSystem(facts: Facts): Finding {
  const kernel = facts.get('kernel') ?? '';
  const machine = facts.get('machine') ?? '';
  const name = facts.get('distribution') || kernel;
  const detail = `${name}, ${kernel} ${facts.get('release') ?? ''}, ${machine}`;
  if (kernel === 'Linux') return { state: 'good', brief: `${briefName(name)} ${machine}`, detail };
  return {
    state: 'bad',
    brief: kernel,
    detail,
    cure: 'databases are tested on Linux: give the cluster such a machine',
  };
}

/** `Debian GNU/Linux 12 (bookworm)` → `Debian 12` */
function briefName(name: string): string {
  return name.replace(' GNU/Linux', '').replace(/\s*\(.*\)/, '');
}

function root({ root: found, user, passwordVariable }: Observation): Finding {
  if (!found) return unseen;
  if (found.isRoot) {
    const how = user === 'root' ? 'root' : 'sudo';
    return { state: 'good', brief: how, detail: how === 'root' ? 'logs in as root' : `${user} becomes root by sudo` };
  }
  const detail = `${user} cannot become root: ${found.said}`;
  const file = shellWord(`${user} ALL=(ALL) NOPASSWD: ALL`);
  const allow = `on the node, as root, run: echo ${file} > /etc/sudoers.d/clew`;
  if (/line end/.test(found.said)) {
    return {
      state: 'bad',
      brief: 'bad password',
      detail,
      cure: `put the password alone into ${passwordVariable ?? 'its variable'}`,
    };
  }
  if (/no sudo|not found/.test(found.said)) {
    return { state: 'bad', brief: 'no sudo', detail, cure: `log in as root, or install sudo there and ${allow}` };
  }
  if (/tty/.test(found.said)) {
    return { state: 'bad', brief: 'wants a tty', detail, cure: `remove requiretty from the node’s sudoers: visudo` };
  }
  if (passwordVariable === undefined && /password/.test(found.said)) {
    return {
      state: 'bad',
      brief: 'sudo asks',
      detail,
      cure: `${allow}; or name a variable that holds the password (auth.passwordVariable)`,
    };
  }
  return { state: 'bad', brief: 'refused', detail, cure: allow };
}

/** What Debian, and most others, call what the tool comes in. */
const packages: Readonly<Record<string, string>> = {
  flock: 'util-linux',
  setsid: 'util-linux',
  awk: 'gawk',
  sed: 'sed',
  grep: 'grep',
  getent: 'libc-bin',
};

function tools(facts: Facts): Finding {
  const missing = (facts.get('missing') ?? '').split(' ').filter(Boolean);
  if (missing.length === 0) return { state: 'good', brief: 'all', detail: `has ${Object.keys(packages).join(', ')}` };
  const wanted = [...new Set(missing.map((tool) => packages[tool] ?? tool))];
  const detail = `there is no ${listed(missing, 'or')}, which undo what a run does to the node`;
  return { state: 'bad', brief: `no ${missing[0]}`, detail, cure: installCommand(facts, wanted) };
}

/** As root, on the node. */
function installCommand(facts: Facts, names: readonly string[]): string {
  const commands: Readonly<Record<string, string>> = {
    'apt-get': 'apt-get install --yes',
    dnf: 'dnf install --assumeyes',
    yum: 'yum install --assumeyes',
    zypper: 'zypper --non-interactive install',
    apk: 'apk add',
    pacman: 'pacman --sync --noconfirm',
  };
  const command = commands[facts.get('packages') ?? ''];
  const list = names.join(' ');
  return command === undefined ? `install there: ${list}` : `on the node, as root, run: ${command} ${list}`;
}

/** A run without partitions uses it, too: it heals before it begins. */
function iptables({ facts, root: found }: Observation): Finding {
  const version = facts.get('iptables');
  if (version === undefined) {
    const detail = 'there is no iptables, by which the network is cut';
    return { state: 'bad', brief: 'none', detail, cure: installCommand(facts, ['iptables']) };
  }
  const trouble = facts.get('iptables.trouble');
  if (trouble === undefined) return { state: 'good', brief: version.split(' ')[1] ?? version, detail: version };
  if (found?.isRoot === false) return { state: 'skipped', brief: '–', detail: 'only root may ask it' };
  return {
    state: 'bad',
    brief: 'no rules',
    detail: `${version} cannot read the rules: ${trouble}`,
    cure: 'on the node, as root, run: iptables -S; in a container it wants the capability NET_ADMIN',
  };
}

function netem(facts: Facts): Finding {
  if (facts.get('tc') === undefined) {
    const detail = 'there is no tc: delay, loss, reordering and rates are made in another way, or not at all';
    return { state: 'warn', brief: 'no tc', detail, cure: installCommand(facts, ['iproute2']) };
  }
  const trouble = facts.get('netem.trouble');
  if (trouble === undefined) return { state: 'good', brief: 'yes', detail: 'tc, with netem' };
  return {
    state: 'warn',
    brief: 'tc only',
    detail: `tc is there, and netem is not: ${trouble || 'its kernel does not say why'}`,
    cure: 'on the node, as root, run: modprobe sch_netem; on Fedora and its like it is in kernel-modules-extra',
  };
}

function loop(facts: Facts): Finding {
  const found = facts.get('loop');
  if (found) return { state: 'good', brief: 'yes', detail: `the next one is ${found}` };
  return {
    state: 'warn',
    brief: 'none',
    detail: `there are no loop devices: ${facts.get('loop.trouble') || 'there is no /dev/loop-control'}; power cuts need them`,
    cure: 'on the node, as root, run: modprobe loop; in a container they must be handed in',
  };
}

function systemd(facts: Facts): Finding {
  const isThere = facts.get('systemd') === 'yes';
  return isThere
    ? { state: 'good', brief: 'yes', detail: 'systemd runs there; what is tested is started beside it' }
    : { state: 'good', brief: 'no', detail: 'no systemd, which nothing here needs' };
}

function clock({ clock: found, facts }: Observation): Finding {
  if (!found || Number.isNaN(found.aheadMs)) return unseen;
  const { aheadMs, uncertaintyMs } = found;
  const detail = `${offsetWords(Math.abs(aheadMs))} ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine, ± ${uncertaintyMs} ms`;
  const brief = `${aheadMs < 0 ? '−' : '+'}${offsetWords(Math.abs(aheadMs))}`;
  if (Math.abs(aheadMs) - uncertaintyMs <= maxClockMs) return { state: 'good', brief, detail };
  const step = facts.get('systemd') === 'yes' ? 'timedatectl set-ntp true' : 'chronyc makestep, or ntpd -gq';
  return { state: 'warn', brief, detail, cure: `set the clock, on the node, as root: ${step}` };
}

function offsetWords(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${Math.round(ms / 3_600_000)} h` : `${Math.round(ms / 86_400_000)} days`;
}

interface Room {
  /** Where a run puts something. */
  readonly purpose: string;
  /** The directory nearest to it that exists. */
  readonly place: string;
  readonly bytes: number;
  readonly isWritable: boolean;
}

function disk(facts: Facts): Finding {
  const rooms = [...facts].flatMap(([name, value]): Room[] => {
    if (!name.startsWith('disk.')) return [];
    const [kilobytes, access, ...place] = value.split(' ');
    const purpose = name.slice('disk.'.length);
    return [
      { purpose, place: place.join(' ') || purpose, bytes: Number(kilobytes) * 1024, isWritable: access === 'rw' },
    ];
  });
  const data = rooms[0];
  if (!data || rooms.some(({ bytes }) => Number.isNaN(bytes))) return unseen;
  const brief = bytesWords(data.bytes);
  const sealed = rooms.find(({ isWritable }) => !isWritable);
  if (sealed) {
    const cure = `on the node, as root, see why: findmnt --target ${shellWord(sealed.place)}`;
    return { state: 'bad', brief: 'read-only', detail: `${sealed.place} cannot be written`, cure };
  }
  const full = rooms.find(({ purpose, bytes }) => bytes < minBytesOf(purpose));
  if (full) {
    const detail = `${full.place} has ${bytesWords(full.bytes)} left, and a run needs ${bytesWords(minBytesOf(full.purpose))}`;
    // What an earlier run left there is removed by the next.
    const state = facts.get('data') ? 'warn' : 'bad';
    const cure = `make room, on the node: df -h ${shellWord(full.place)}; du -xh --max-depth=2 ${shellWord(full.place)} | sort -h | tail`;
    return { state, brief: `${bytesWords(full.bytes)} left`, detail, cure };
  }
  const detail = `${brief} free for data`;
  if (data.bytes >= wantedDataBytes) return { state: 'good', brief, detail };
  return { state: 'warn', brief, detail, cure: `a long test may fill it: df -h ${data.place}` };
}

/** Programs and data are put in the first two; the others hold logs and what a run remembers. */
function minBytesOf(purpose: string): number {
  return purpose.startsWith('/run') || purpose.startsWith('/var/log') ? minSmallBytes : minDataBytes;
}
