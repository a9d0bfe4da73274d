/** For a test: makes an embedded cluster, starts a daemon on it, prints where, and waits to be killed. */
import { readFile } from 'node:fs/promises';
import { present } from '@/lib/base/assert';
import { connectCluster } from '../../nodes/cluster';
import { Daemon } from '../../systems/kit/daemon';
import { EmbeddedCluster } from './embedded-cluster';

const cluster = await EmbeddedCluster.start(['n1']);
const { directory } = cluster.node('n1');
const [remote] = await connectCluster(cluster.address, { dataDirectory: directory });
const mark = `${directory}/data`;
const files = { pidFile: `${directory}/pid`, logFile: `${directory}/log`, dataDirectory: mark, processMarker: mark };
const daemon = new Daemon({ name: 'n1', remote: present(remote, 'n1') }, files);
await daemon.start({ command: ['sh', '-c', 'while :; do sleep 1; done', 'clew', mark] });
process.stdout.write(`${(await readFile(files.pidFile, 'utf8')).trim()} ${directory}\n`);
