/** A cluster as the form of a test holds it. */
import { present } from '@/lib/base/assert';
import { formValues } from '@/lib/plan/form-values';
import type { Plan } from '@/lib/plan/plan';
import { planShape } from '@/lib/plan/shape';
import type { Tree } from '@/lib/plan/tree';

export function clusterValues(cluster: Plan['cluster']): Tree {
  return formValues(present(planShape.properties?.cluster, 'the cluster of a plan'), cluster) as Tree;
}
