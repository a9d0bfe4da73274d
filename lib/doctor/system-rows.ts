/** What is to be tested: whether it is there, whether its ports are free and reached, and what an earlier run left of it. */
import { counted, listed } from '../base/words';
import { type Needs, portsOf, type SystemNeeds } from './needs';
import type { Facts, LinkSeen, Observation } from './observation';
import type { CheckRow } from './report';

type Finding = Omit<CheckRow, 'check'>;

const unseen: Finding = { state: 'skipped', brief: '–', detail: 'not looked at' };

export function systemRows(seen: Observation, needs: Needs): readonly CheckRow[] {
  const isSeen = seen.facts.size > 0;
  const looked = (finding: () => Finding) =>
    isSeen ? finding() : { ...unseen, detail: seen.trouble ?? unseen.detail };
  return [
    { check: 'system', ...looked(() => systems(seen.facts, needs)) },
    { check: 'ports', ...looked(() => ports(seen, needs)) },
    { check: 'left', ...looked(() => left(seen)) },
  ];
}

function systems(facts: Facts, needs: Needs): Finding {
  const found = needs.systems.map((system) => systemFinding(facts, system));
  const worst = found.find(({ state }) => state === 'bad');
  if (worst) return worst;
  const there = found.filter(({ brief }) => brief !== 'not there');
  const brief = there.map((each) => each.brief).join(', ') || 'not there';
  return { state: 'good', brief, detail: found.map(({ detail }) => detail).join('; ') };
}

function systemFinding(
  facts: Facts,
  { name, title, path, isOptional = false, isRunning = false }: SystemNeeds,
): Finding {
  const at = facts.get(`program.${name}.path`);
  const version = facts.get(`program.${name}.version`);
  const called = facts.get(`program.${name}.title`) ?? title;
  if (at && version !== undefined)
    return { state: 'good', brief: `${called} ${version}`, detail: `${called} ${version} at ${at}` };
  if (at) {
    const said = facts.get(`program.${name}.said`)?.split('\n')[0] || 'nothing';
    const detail = `${at} names no version; it said: ${said}`;
    if (isOptional) return { state: 'good', brief: `${called}?`, detail };
    return {
      state: 'warn',
      brief: `${called}?`,
      detail,
      cure: `on the node, see what it says when asked for its version: ${at}`,
    };
  }
  if (path !== undefined) {
    const detail = `there is no program at ${path}`;
    return { state: 'bad', brief: 'not there', detail, cure: 'put it there, or choose another source (system.source)' };
  }
  if (isRunning) {
    const detail = `${called} is not on the PATH, so nobody can say which version runs there`;
    return { state: 'bad', brief: 'not there', detail, cure: 'link the program that runs there into /usr/local/bin' };
  }
  const cure = facts.get(`program.${name}.cure`);
  if (cure !== undefined && !isOptional) {
    return { state: 'bad', brief: `no ${called}`, detail: `there is no ${called}, which ${title} needs`, cure };
  }
  const detail = isOptional ? `no ${called}` : `no ${called} there; a run brings it, as its plan says`;
  return { state: 'good', brief: 'not there', detail };
}

function ports({ facts, links }: Observation, needs: Needs): Finding {
  const wanted = portsOf(needs);
  const listening = new Set(
    (facts.get('listening') ?? '')
      .split(' ')
      .filter(Boolean)
      .map((hex) => Number.parseInt(hex, 16)),
  );
  const cut = linkTrouble(links);
  if (cut) return cut;
  const silent = needs.systems
    .filter(({ isRunning }) => isRunning)
    .flatMap((system) =>
      system.ports.filter(({ number }) => !listening.has(number)).map((port) => ({ ...port, system })),
    );
  if (silent[0]) {
    const { number, use, system } = silent[0];
    const detail = `nothing listens on ${number} (${use}), and ${system.title} is to run there already`;
    return {
      state: 'bad',
      brief: `${number} silent`,
      detail,
      cure: `start it on the node, or leave out system.manage; see: ss -ltn`,
    };
  }
  if (needs.systems.some(({ isRunning }) => isRunning)) {
    return {
      state: 'good',
      brief: 'in use',
      detail: `its ports are in use, as they should; ${reachWords(links, wanted.length)}`,
    };
  }
  const taken = wanted.filter(({ number }) => listening.has(number)).map(({ number }) => String(number));
  if (taken.length > 0) {
    // A run stops what an earlier one left running.
    const isOptional = needs.systems.every((system) => system.isOptional) || Boolean(facts.get('running'));
    const detail = `something listens on ${listed(taken, 'and')} already`;
    const cure = `end what does, if a test is to run there: ss -ltnp | grep -E ':(${taken.join('|')}) '`;
    return { state: isOptional ? 'warn' : 'bad', brief: `${taken[0]} taken`, detail, cure };
  }
  return { state: 'good', brief: 'free', detail: `its ports are free; ${reachWords(links, wanted.length)}` };
}

/** What keeps the node from reaching the others; nothing where it does. */
export function linkTrouble(links: readonly LinkSeen[]): Finding | undefined {
  const forbidden = links.find(({ result }) => result === 'forbidden');
  if (forbidden) {
    const cure = 'allow it, on the node, in sshd_config: AllowTcpForwarding yes; then reload sshd';
    return {
      state: 'bad',
      brief: 'no forwarding',
      detail: `its sshd forwards no connections: ${forbidden.said}`,
      cure,
    };
  }
  const broken = brokenLinks(links);
  if (broken.length === 0) return undefined;
  const targets = [...new Set(broken.map(({ to }) => to))];
  const numbers = [...new Set(broken.map(({ port }) => port))];
  const detail = `cannot reach ${listed(targets, 'and')} on ${listed(numbers.map(String), 'and')}: ${broken[0]?.said}`;
  const cure = `open ${listed(
    numbers.map((port) => `${port}/tcp`),
    'and',
  )} between the nodes; see what drops packets, as root: iptables -S; nft list ruleset`;
  return { state: 'bad', brief: `not to ${targets.join(', ')}`, detail, cure };
}

export function brokenLinks(links: readonly LinkSeen[]): readonly LinkSeen[] {
  return links.filter(({ result }) => result === 'silent' || result === 'failed');
}

function reachWords(links: readonly LinkSeen[], count: number): string {
  const others = new Set(links.map(({ to }) => to)).size;
  if (count === 0) return 'needs no ports';
  return others === 0 ? 'there are no others' : `${counted(others, 'other node')} reached on all of them`;
}

function left({ facts }: Observation): Finding {
  const run = facts.get('hold.run');
  if (run !== undefined && facts.get('hold.live') === 'yes') {
    const detail = `run ${run} of ${facts.get('hold.owner') ?? 'somebody'} has the node`;
    return {
      state: 'bad',
      brief: 'held',
      detail,
      cure: 'wait until that run is over, or stop it: npx clew serve lists it',
    };
  }
  const parts = [
    ...(run === undefined ? [] : [`the hold of run ${run}`]),
    ...(facts.get('rules') ? [`rules of iptables (${facts.get('rules')})`] : []),
    ...(facts.get('shaping') ? [`shaped traffic (${facts.get('shaping')})`] : []),
    ...(facts.get('running') ? [`processes (${facts.get('running')})`] : []),
    ...(facts.get('data') ? [`data (${facts.get('data')})`] : []),
  ];
  if (parts.length === 0) return { state: 'good', brief: 'nothing', detail: 'an earlier run left nothing there' };
  return {
    state: 'warn',
    brief: parts.length === 1 ? (parts[0]?.split(' (')[0] ?? '') : counted(parts.length, 'thing'),
    detail: `an earlier run left ${listed(parts, 'and')}`,
    cure: 'a run that begins there removes it; so does: npx clew heal <run|plan.json>',
  };
}
