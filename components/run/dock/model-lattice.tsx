'use client';
/** Which consistency models a history of transactions keeps and which fall, beside its cycles; fetched once it is wanted. */
import type { Finding } from '@/lib/checker/core/finding';
import type { TransactionDetails } from '@/lib/checker/transactions/judgement';
import { Deferred, usePart } from '../../ui/deferred';

const lattice = new Deferred(() => import('./model-lattice-part').then(({ ModelLatticePart }) => ModelLatticePart));

interface ModelLatticeProps {
  readonly finding: Finding;
}

export function ModelLattice({ finding: { valid, details } }: ModelLatticeProps) {
  const isOfModels = hasModels(details);
  const Part = usePart(lattice, isOfModels);
  return isOfModels && Part ? <Part asked={details.model} isKept={valid === true} violated={details.violated} /> : null;
}

type JudgedDetails = Pick<TransactionDetails, 'model' | 'violated'>;

/** The details of a finding are whatever its checker made of them. */
function hasModels(details: unknown): details is JudgedDetails {
  const { model, violated } = (details ?? {}) as Partial<JudgedDetails>;
  return typeof model === 'string' && Array.isArray(violated?.not) && Array.isArray(violated.alsoNot);
}
