/** What can be asked of clusters: those that are kept under a name, and what the doctor finds on any. */
import * as z from 'zod/mini';
import { nodeName } from '../../catalog/node-name';
import { nodeExamination } from '../../doctor/report';
import { clusterSchema } from '../../plan/cluster';
import { listedCluster } from '../cluster';
import type { Endpoint } from './endpoint';

const clusterBody = z
  .pipe(z.unknown(), clusterSchema)
  .check(z.meta({ id: 'Cluster', title: 'cluster', description: 'The nodes, and how they are reached.' }));

/** Checked by `readSavedCluster`, whose messages name the fields. */
const savedBody = z
  .unknown()
  .check(z.meta({ id: 'SavedClusterInput', description: 'Machines, and the name under which they are kept.' }));

const examinationBody = z
  .strictObject({
    cluster: clusterBody,
    /** What is to be tested there, as in a plan; without it, whatever may be. Checked by the server, so that no page loads the catalog. */
    system: z.exactOptional(z.unknown()),
    /** Only this one, so that a page fills node by node. */
    node: z.exactOptional(nodeName),
  })
  .check(z.meta({ id: 'ExaminationInput', title: 'cluster' }));

export const clusterEndpoints = {
  listClusters: {
    access: 'operator',
    method: 'GET',
    path: '/api/clusters',
    summary: 'The clusters that are kept, by name. A plan may have such a name in the place of its cluster.',
    answer: { status: 200, json: z.readonly(z.object({ clusters: z.readonly(z.array(listedCluster)) })) },
  },
  saveCluster: {
    access: 'operator',
    method: 'POST',
    path: '/api/clusters',
    summary:
      'Keeps a cluster under its name, in the place of one that has it. Plans that were launched stay as they are.',
    body: savedBody,
    answer: { status: 201, json: listedCluster },
    refusals: [409],
  },
  removeCluster: {
    access: 'operator',
    method: 'DELETE',
    path: '/api/clusters/:name',
    summary: 'Removes a cluster; its machines and the runs on them stay.',
    answer: { status: 204 },
    refusals: [404],
  },
  examineCluster: {
    access: 'operator',
    method: 'POST',
    path: '/api/clusters/examine',
    summary: 'Looks at every node of a cluster within 10 s and changes nothing there: what each has, lacks, and needs.',
    body: examinationBody,
    answer: { status: 200, json: z.readonly(z.object({ nodes: z.readonly(z.array(nodeExamination)) })) },
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
