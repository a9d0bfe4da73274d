import { expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import type { Remote } from '../nodes/remote';
import { assertApart } from './control-machine';

/** As sshd tells it: who connected, and to what. */
const nodes = (...connections: readonly string[]) =>
  connections.map((stdout, place) => {
    const shell = async () => ({ stdout: `${stdout}\n`, stderr: '', exitCode: 0 });
    return { node: `n${place + 1}`, shell } as unknown as Remote;
  });
const planWith = (...names: readonly string[]) =>
  planSchema.parse({
    name: 'apart',
    cluster: { type: 'lab', nodes: 3 },
    system: { name: 'etcd' },
    faults: names.map((name) => ({ name })),
    seed: 1,
  });

const apart = ['10.0.0.9 40000 10.0.0.1 22', 'fd00::9 40000 fd00::2 22', ''];
const within = [apart[0] as string, '10.0.0.2 40000 10.0.0.2 22'];

test('a partition is refused where it would cut off the machine on which Clew runs', async () => {
  const partition = planWith('pause', 'partition-random-halves');
  await expect(assertApart(nodes(...within), partition)).rejects.toThrow('n2 is the machine on which Clew runs');
  await expect(assertApart(nodes('::1 40000 ::1 22'), partition)).rejects.toThrow('n1 is the machine');
  await assertApart(nodes(...apart), partition);
  await assertApart(nodes(...within), planWith('pause', 'kill'));
});
