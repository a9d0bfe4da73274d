/** What can be chosen, as the catalog knows it. */
import { Fragment } from 'react';
import { faults } from '@/lib/catalog/faults/registry';
import { systems } from '@/lib/catalog/systems/registry';
import { workloads } from '@/lib/catalog/workloads/registry';
import { namedCheckers } from '@/lib/checker/names';
import { Code, Definitions, type HelpSection, Name } from './prose';

export const readLevels: HelpSection = {
  id: 'read-levels',
  title: 'Systems and their read levels',
  body: (
    <>
      <p>A read level is what the client asks for when it reads. The first of each system is its default.</p>
      {systems.map(({ name, title, summary, readLevels: levels }) => (
        <Fragment key={name}>
          <h3 id={`system-${name}`} className="mt-2 scroll-mt-4 font-semibold text-16">
            {title} <span className="font-mono font-normal text-13 text-muted">{name}</span>
          </h3>
          <p className="text-muted">{summary}</p>
          <Definitions rows={levels.map((level) => ({ name: level.title, words: level.promise }))} />
        </Fragment>
      ))}
      <p>
        <Name>client.tracksIndex</Name> makes each client refuse answers that are older than what it has seen: its reads
        never go back, and always show its own writes. Other clients may have seen more, so this does not make reads
        linearizable.
      </p>
    </>
  ),
};

export const tests: HelpSection = {
  id: 'tests',
  title: 'Workloads, loads, faults and checkers',
  body: (
    <>
      <p>A workload is what the clients do, and how that is judged.</p>
      <Definitions
        rows={workloads.map(({ name, title, summary }) => ({ id: `workload-${name}`, name: title, words: summary }))}
      />
      <p>
        A load is closed, where each client waits for its answer before it asks again, or open: operations arrive at a
        rate, whatever has become of those before them. A paused leader stops a closed load within milliseconds; an open
        one shows what goes on. Its latencies count from the arrival, and arrivals that find every client waiting are
        counted and said.
      </p>
      <p>
        Faults are a list. Each has its own rhythm, or a script in its place, and they may overlap. What was paused is
        resumed and what was killed is started again on its data, at the latest when the run ends.
      </p>
      <p>
        A cut of one direction drops packets, and TCP needs both: on a connection that is open, the first segments still
        arrive the open way; no new one comes about. On a lab and on machines over SSH packets are delayed, lost or
        doubled by a small relay on each node, which needs iptables with NFQUEUE, and perl; the embedded cluster delays
        its links and limits their rate. Only nodes of a lab have disks that forget what was not flushed.
      </p>
      <Definitions
        rows={faults.map(({ name, title, summary }) => ({ id: `fault-${name}`, name: title, words: summary }))}
      />
      <Code>{`
npx clew run etcd-register --set faults.0.name=pause --set faults.0.targets=leader
npx clew run etcd-register --set 'faults=[{"name":"partition-ring"},{"name":"kill","restSeconds":8}]'
npx clew run etcd-register --set 'faults=[{"name":"partition","shape":"leader","direction":"inbound","at":"12-15, 20-21"}]'
`}</Code>
      <p>
        Checkers look at the history when the test is over. A workload brings those that belong to it; add others in the
        form.
      </p>
      <Definitions
        rows={Object.entries(namedCheckers).map(([name, { summary }]) => ({
          id: `checker-${name}`,
          name: <Name>{name}</Name>,
          words: summary,
        }))}
      />
    </>
  ),
};
