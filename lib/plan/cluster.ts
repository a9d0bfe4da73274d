/** The nodes that a test runs on: a cluster that Clew makes, a person's own machines, or none at all. */
import * as z from 'zod/mini';
import { nodeName } from '../catalog/node-name';

export const maxNodeCount = 9;

const nodeCount = z._default(z.int().check(z.minimum(1), z.maximum(maxNodeCount)), 5).check(z.meta({ title: 'Nodes' }));

const labCluster = z
  .strictObject({ type: z.literal('lab'), nodes: nodeCount })
  .check(z.meta({ title: 'Lab', hint: 'Nodes with their own network and processes, made on this machine.' }));

const embeddedCluster = z
  .strictObject({ type: z.literal('embedded'), nodes: nodeCount })
  .check(z.meta({ title: 'Embedded', hint: 'Five processes on this machine; no root needed.' }));

const memoryCluster = z
  .strictObject({ type: z.literal('memory'), nodes: nodeCount })
  .check(z.meta({ title: 'In memory', hint: 'No nodes at all; for the in-memory register.' }));

const sshNodes = z
  .array(
    z.strictObject({
      name: nodeName,
      host: z.string().check(z.minLength(1), z.maxLength(255)),
      port: z._default(z.int().check(z.minimum(1), z.maximum(65535)), 22).check(z.meta({ isPrivate: true })),
      /** By which the other nodes reach it, where that is another than the one above: behind one address with many ports. */
      address: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
    }),
  )
  .check(
    z.minLength(1),
    z.maxLength(maxNodeCount),
    z.refine((nodes) => new Set(nodes.map((node) => node.name)).size === nodes.length, 'node names must differ'),
    z.meta({
      title: 'Nodes',
      hint: 'One a line: a name, the address, with a port if it is not 22, and the address among the nodes if that is another.',
      control: 'hosts',
      placeholder: 'n1 10.0.0.1:22\nn2 10.0.0.2:22',
    }),
  );

/** Whoever may launch tests names the variable and the host that it is sent to, so no other variable may leave the server. */
export const passwordPrefix = 'CLEW_';

const auth = z.strictObject({
  /** The key itself never enters a plan. */
  keyFile: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))).check(
    z.meta({
      title: 'Key file',
      hint: 'Its path on the machine where Clew runs; the key stays there.',
      placeholder: '/home/me/.ssh/id_ed25519',
    }),
  ),
  /** The password never enters a plan. */
  passwordVariable: z
    .optional(
      z
        .string()
        .check(
          z.maxLength(128),
          z.regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable, such as CLEW_SSH_PASSWORD'),
        ),
    )
    .check(
      z.meta({
        title: 'Password variable',
        hint: 'The name of the server’s environment variable that holds it, never the password.',
        placeholder: 'CLEW_SSH_PASSWORD',
      }),
    ),
  agent: z._default(z.boolean(), true).check(
    z.meta({
      title: 'SSH agent',
      hint: 'Use the agent of the server, at SSH_AUTH_SOCK, if there is one.',
    }),
  ),
});

/** How a cluster over SSH is reached; with a name it is one that is kept. */
export const sshFields = {
  nodes: sshNodes,
  user: z._default(z.string().check(z.minLength(1), z.maxLength(64)), 'root').check(
    z.meta({
      title: 'User',
      hint: 'Anyone but root needs sudo without a password.',
    }),
  ),
  auth: z.prefault(auth, {}),
  knownHostsFile: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))).check(
    z.meta({
      title: 'Known hosts file',
      hint: 'Without one, a host key is remembered at first sight.',
      placeholder: '/home/me/.ssh/known_hosts',
    }),
  ),
  jump: z.optional(z.string().check(z.minLength(1), z.maxLength(500))).check(
    z.meta({
      title: 'Jump hosts',
      hint: 'As ssh -J takes them: user@host:port, the first that is reached from here first, comma separated.',
      placeholder: 'ops@bastion.example',
    }),
  ),
};

const sshCluster = z
  .strictObject({ type: z.literal('ssh'), ...sshFields })
  .check(
    z.meta({ title: 'My own machines', hint: 'Reached over SSH; the system under test is installed and wiped there.' }),
  );

export const clusterSchema = z
  .discriminatedUnion('type', [labCluster, sshCluster, embeddedCluster, memoryCluster])
  .check(z.meta({ title: 'Cluster' }));
