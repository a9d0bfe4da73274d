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

/** It stands in commands that a person is told to run, so nothing in it may be a sign of a shell or look like an option. */
const hostAddress = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(255),
    z.regex(/^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/, 'must be a host name or an address, such as db1.example or 10.0.0.1'),
  );

const userName = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(64),
    z.regex(/^[A-Za-z0-9_.][A-Za-z0-9_.@\\-]*\$?$/, 'must be the name of a user, such as root'),
  );

const sshNodes = z
  .array(
    z.strictObject({
      name: nodeName,
      host: hostAddress,
      port: z._default(z.int().check(z.minimum(1), z.maximum(65535)), 22).check(z.meta({ isPrivate: true })),
    }),
  )
  .check(
    z.minLength(1),
    z.maxLength(maxNodeCount),
    z.refine((nodes) => new Set(nodes.map((node) => node.name)).size === nodes.length, 'node names must differ'),
    z.meta({
      title: 'Nodes',
      hint: 'One a line: a name, then the address, with a port if it is not 22.',
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

const sshCluster = z
  .strictObject({
    type: z.literal('ssh'),
    nodes: sshNodes,
    user: z._default(userName, 'root').check(
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
  })
  .check(
    z.meta({ title: 'My own machines', hint: 'Reached over SSH; the system under test is installed and wiped there.' }),
  );

export const clusterSchema = z
  .discriminatedUnion('type', [labCluster, sshCluster, embeddedCluster, memoryCluster])
  .check(z.meta({ title: 'Cluster' }));
