/** `clew heal <run|plan.json>`: puts a person's own machines right by hand, and says of each what it did. */

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import { isImported } from '@/lib/plan/imported-plan';
import type { Plan } from '@/lib/plan/plan';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { openWorkspace } from '../jobs/workspace';
import type { NodeResult } from '../nodes/cluster';
import { type HealRequest, healCluster } from '../testbed/heal-cluster';
import { ArgumentError } from './argument-error';
import { planFrom } from './documents';
import { findServer, RefusedError } from './server-client';
import { exitCodes, type Terminal } from './terminal';

export interface HealSettings {
  readonly data: string;
  readonly json: boolean;
}

/** @throws ArgumentError where there is no such run or file */
export async function healCommand(source: string, settings: HealSettings, terminal: Terminal): Promise<number> {
  const data = resolve(settings.data);
  if (existsSync(source))
    return heal({ plan: await planFrom(source, [], settings), dataDirectory: data }, settings, terminal);
  const server = await findServer(data, terminal.err);
  if (server) {
    const { run } = await server.ask(endpoints.readRun, { params: { id: source } }).catch((error: unknown) => {
      throw error instanceof RefusedError && error.status === 404 ? new ArgumentError(error.reason) : error;
    });
    if (run.phase !== 'done')
      throw new ArgumentError(`run ${source} goes on: stop it, and it heals its nodes by itself`);
    return heal({ run: source, plan: testOf(run), dataDirectory: data }, settings, terminal);
  }
  if (!existsSync(join(data, 'store'))) throw new ArgumentError(`there are no runs in ${data}; choose with --data`);
  const workspace = await openWorkspace({
    dataDirectory: data,
    openTestbed: () => Promise.reject(new Error('healing runs no test')),
  });
  try {
    // Opening it has begun to heal by itself; both at once would be in each other's way.
    await workspace.healing.tryAll();
    const run = await workspace.runs.get(source);
    if (!run) throw new ArgumentError(`there is no run ${source} in ${data}`);
    return await heal({ run: source, plan: testOf(run), dataDirectory: data }, settings, terminal);
  } finally {
    await workspace.close();
  }
}

/** @throws ArgumentError of a history that was brought */
function testOf({ id, plan }: RunSummary): Plan {
  if (isImported(plan)) throw new ArgumentError(`run ${id} is a history that was brought: no machines are known of it`);
  return plan;
}

async function heal(request: HealRequest, { json }: HealSettings, terminal: Terminal): Promise<number> {
  const nodes = await healCluster(request);
  if (json) terminal.out(printableJson(JSON.stringify({ nodes })));
  else if (nodes.length === 0) terminal.out('the cluster goes with its server and leaves nothing behind');
  else for (const node of nodes) terminal.out(wordsOf(node));
  return nodes.every(({ trouble }) => trouble === undefined) ? exitCodes.valid : exitCodes.failed;
}

function wordsOf({ name, done, trouble }: NodeResult<string>): string {
  return trouble === undefined ? `${name}: ${done}` : `${name}: needs healing still: ${trouble}`;
}
