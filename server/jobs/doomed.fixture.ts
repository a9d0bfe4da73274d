/** For a test: a process that journals a run until it is killed. Prints how many entries are on the disk, and when. */
import { writeSync } from 'node:fs';
import { operator } from '@/lib/protocol/principal';
import { memoryPlan, openNoTestbed, Puppet, reads } from './puppet.fixture';
import { openWorkspace } from './workspace';

const pauseMs = 5;

const puppet = new Puppet();
const { runs } = await openWorkspace({
  dataDirectory: process.argv[2] ?? '',
  openTestbed: openNoTestbed,
  execute: puppet.execute,
});
const { id } = await runs.submit(memoryPlan('doomed'), operator);
await puppet.begun('doomed');
let index = 0;
setInterval(() => {
  puppet.append('doomed', [...reads(1, index), { type: 'start', at: Date.now() }]);
  index += 2;
  void runs.get(id).then((run) => writeSync(1, `${id} ${run?.entries} ${Date.now()}\n`));
}, pauseMs);
