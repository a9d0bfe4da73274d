/**
 * For a test: a process that runs a plan on real nodes until it is killed or the run is over. Prints each op of the nemesis and
 * the outcome, a line of JSON each.
 *
 * Arguments: the data directory, the plan, and after how many seconds of silence a node undoes what was done to it.
 */
import { readFile } from 'node:fs/promises';
import { planSchema } from '@/lib/plan/plan';
import { isOp } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { TestbedOpener } from '../testbed/open-testbed';
import { openWorkspace } from './workspace';

const [dataDirectory = '', planFile = '', limitSeconds] = process.argv.slice(2);
const plan = planSchema.parse(JSON.parse(await readFile(planFile, 'utf8')));
const testbeds = new TestbedOpener(Number(limitSeconds));
const workspace = await openWorkspace({
  dataDirectory,
  openTestbed: (submitted, context) => testbeds.open(submitted, context),
});
const { runs } = workspace;
const { id } = await runs.submit(plan, operator);
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
let next = 0;
let telling = Promise.resolve();
runs.events.subscribe((nudge) => {
  if (nudge.type === 'run-grew' && nudge.runId === id) telling = telling.then(tell);
});
await runs.ended(id);
await telling;
await tell();
await workspace.close();

async function tell(): Promise<void> {
  for (const entry of await runs.records.entries(id, next, 100_000)) {
    next++;
    if (isOp(entry) && entry.process === 'nemesis') {
      print({ run: id, f: entry.f, value: entry.value, error: entry.error });
    }
    if (!isOp(entry) && entry.type === 'outcome') print({ run: id, outcome: entry.outcome });
  }
}
