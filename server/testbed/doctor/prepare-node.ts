/**
 * The part of the examination without which a run cannot begin, made by the run itself, on every node at once: each is told
 * by itself what it lacks and what to run.
 */
import { printedText } from '@/lib/base/plain-text';
import { hidden, openly, type Wording, worded } from '@/lib/base/wording';
import { needsOf } from '@/lib/doctor/needs';
import type { Observation } from '@/lib/doctor/observation';
import { type CheckName, type CheckRow, checkTitles } from '@/lib/doctor/report';
import { examined } from '@/lib/doctor/rows';
import { linkTrouble } from '@/lib/doctor/system-rows';
import { isManaged } from '@/lib/plan/managed';
import type { Plan } from '@/lib/plan/plan';
import { ClewError } from '../../base/failure';
import type { ClusterAddress } from '../../nodes/cluster';
import type { Remote } from '../../nodes/remote';
import { clockOf, linksFrom, look } from './look';

/** A busy machine takes seconds to begin a dozen programs; a run has more time than a person who waits for an answer. */
const lookLimitMs = 30_000;

const wanted: readonly CheckName[] = ['os', 'root', 'tools', 'iptables', 'disk', 'ports'];

/**
 * Before anything of the node is touched.
 * @returns a line for a person: `Debian 12 x86_64, root, iptables v1.8.9, clock +3 ms, 9.2 GB free`
 * @throws ClewError with what it lacks and what to run
 */
export async function prepareNode(remote: Remote, { plan, address }: Preparation): Promise<Wording> {
  const endsAt = performance.now() + lookLimitMs;
  const [looked, clock] = await Promise.all([
    look(remote, { programs: [], isWhole: false }, endsAt),
    clockOf(remote, endsAt),
  ]);
  const rows = rowsOf(remote, { ...looked, ...(clock && { clock }), links: [] }, { plan, address });
  if (looked.facts.size === 0) throw lacks(remote, { detail: looked.trouble ?? 'it said nothing' }, 'System');
  const checks = isManaged(plan) ? wanted : wanted.filter((check) => check !== 'disk');
  const bad = rows.find(({ check, state }) => state === 'bad' && checks.includes(check));
  if (bad) throw lacks(remote, bad, checkTitles[bad.check]);
  const brief = (check: CheckName) => rows.find((row) => row.check === check)?.brief ?? '';
  const parts = [brief('os'), brief('root'), `iptables ${brief('iptables')}`, `clock ${brief('clock')}`];
  return openly([...parts, `${brief('disk')} free`].join(', '));
}

/** Once the network is whole. @throws ClewError with whom it does not reach, on which ports */
export async function assertReached(remote: Remote, { plan, address }: Preparation): Promise<void> {
  const trouble = linkTrouble(await linksFrom(remote, address.nodes, needsOf(plan)));
  if (trouble) throw lacks(remote, trouble, checkTitles.ports);
}

export interface Preparation {
  readonly plan: Plan;
  readonly address: ClusterAddress;
}

function rowsOf(
  remote: Remote,
  seen: Pick<Observation, 'facts' | 'links' | 'root' | 'clock' | 'trouble'>,
  { plan, address }: Preparation,
): readonly CheckRow[] {
  const { user, keyFile, passwordVariable } = address.login;
  const { port = 0 } = address.nodes.find(({ name }) => name === remote.node) ?? {};
  const connection = { kind: 'open', method: '', hostKey: '', isPinned: false } as const;
  const about = { node: remote.node, user, host: remote.address, port, keyFile, passwordVariable, connection };
  return examined({ ...about, ...seen }, needsOf(plan)).rows;
}

/** What was found may name users and addresses. */
function lacks(remote: Remote, { detail, cure }: Pick<CheckRow, 'detail' | 'cure'>, title: string): ClewError {
  return new ClewError({
    message: worded`${openly(remote.node)}: ${hidden(printedText(detail), `${title} is not as a run needs it`)}`,
    ...(cure !== undefined && { cure }),
    node: remote.node,
  });
}
