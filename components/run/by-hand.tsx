'use client';
/** What an operator breaks in a running test: nodes are chosen on the map above, and what is broken is healed below. */
import { useState } from 'react';
import { capitalised, formatTime } from '@/lib/base/words';
import { type HandAction, handActions, handFaults } from '@/lib/catalog/faults/by-hand';
import { windowWords } from '@/lib/catalog/faults/words';
import { findSystem } from '@/lib/catalog/systems/registry';
import type { FaultWindow } from '@/lib/nemesis/windows';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { HandRequest } from '@/lib/protocol/by-hand';
import { Button } from '../ui/button';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';

export interface ByHandProps {
  readonly runId: string;
  /** The name of the system. */
  readonly system: string;
  readonly nodes: readonly string[];
  readonly chosen: readonly string[];
  /** Whether any node says that it leads. */
  readonly hasLeader: boolean;
  readonly faults: readonly FaultWindow[];
  readonly onDone: () => void;
}

export function ByHand({ runId, system, nodes, chosen, hasLeader, faults, onDone }: ByHandProps) {
  /** What is asked for and not answered yet, and why the last one was refused. */
  const [asked, setAsked] = useState<HandRequest>();
  const [refusal, setRefusal] = useState<string>();
  const possible = handActions.filter((action) => isPossible(system, action));
  const open = faults.filter(
    ({ by, end, healedAt }) => by !== undefined && end === undefined && healedAt === undefined,
  );
  const who = chosen.length > 3 ? `${chosen.length} nodes` : chosen.join(', ');

  const ask = async (body: HandRequest) => {
    setAsked(body);
    setRefusal(undefined);
    try {
      const { faults: done } = await request(endpoints.breakByHand, { params: { id: runId }, body });
      const errors = done.flatMap(({ error }) => error ?? []);
      if (errors.length > 0) setRefusal(`Not all of it could be done: ${errors.join('; ')}.`);
      announce(`${capitalised(done.map(({ sentence }) => sentence).join('; '))}.`);
      if (body.action !== 'heal') onDone();
    } catch (error) {
      setRefusal(messageOf(error));
    }
    setAsked(undefined);
  };
  const isAsking = asked !== undefined;

  return (
    <section aria-label="By hand" className="flex flex-col gap-2 border-line border-t pt-2 text-13">
      <p className={chosen.length === 0 ? 'text-muted' : ''}>
        {chosen.length === 0 ? 'Choose nodes on the map, then what happens to them.' : `Chosen: ${chosen.join(', ')}`}
      </p>
      <div className="flex flex-wrap gap-1.5">
        {possible.map((action) => (
          <Button
            key={action}
            className="h-8! px-2.5! text-13!"
            disabled={isAsking || chosen.length === 0 || (action === 'cut' && chosen.length === nodes.length)}
            onClick={() => void ask({ action, nodes: chosen })}
          >
            {capitalised(handFaults[action].asked(chosen.length === 0 ? 'them' : who))}
          </Button>
        ))}
        {possible.includes('pause') && (
          <Button
            className="h-8! px-2.5! text-13!"
            disabled={isAsking || !hasLeader}
            onClick={() => void ask({ action: 'pause', nodes: 'leader' })}
          >
            Pause the leader
          </Button>
        )}
      </div>
      {refusal !== undefined && (
        <p role="alert" className="text-invalid [overflow-wrap:anywhere]">
          {refusal}
        </p>
      )}
      {open.length > 0 && (
        <ul aria-label="Broken by hand" className="flex flex-col">
          {open.map((fault) => (
            <li key={fault.id} className="flex items-center justify-between gap-2">
              <span>
                {windowWords(fault, nodes)}
                <span className="text-muted"> since {formatTime(fault.start, 1e9)}</span>
              </span>
              {fault.id !== undefined && (
                <Button
                  kind="quiet"
                  className="text-13!"
                  disabled={isAsking}
                  aria-label={`Heal: ${windowWords(fault, nodes)}`}
                  onClick={() => void ask({ action: 'heal', ...(fault.id !== undefined && { id: fault.id }) })}
                >
                  Heal
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open.length > 1 && (
        <Button
          className="h-8! self-start px-2.5! text-13!"
          disabled={isAsking}
          onClick={() => void ask({ action: 'heal' })}
        >
          Heal all of it
        </Button>
      )}
      <p className="text-12 text-muted">
        It goes beside the faults of the plan, which are not healed here, and ends with the test. The outcome says that
        the plan alone does not repeat it.
      </p>
    </section>
  );
}

function isPossible(system: string, action: HandAction): boolean {
  const { capabilities = [] } = findSystem(system) ?? {};
  return handFaults[action].needs.every((need) => capabilities.includes(need));
}
