/**
 * The field's words, each in a sentence or two: shown where a word first stands on a page, and listed in the help. The same
 * words are used in the code.
 */
import type { TermName } from './terms';

export const glossary: Readonly<Record<TermName, string>> = {
  linearizable:
    'Every operation seems to happen at one moment between its invocation and its completion. A read that ends after a write was acknowledged sees that write, or a later one.',
  history: 'What the clients asked and what they were answered, in the order in which it happened.',
  operation:
    'An invocation and its completion. It completes as ok (it happened), fail (it certainly did not) or info (nobody knows).',
  info: 'An operation of which nobody knows whether it happened: a timeout, or a connection that broke. It may take effect at any later time, so it never ends.',
  world:
    'One order in which the operations can have happened: the state it led to, and the operations that are still open. An operation that fits none of the possible worlds is a violation.',
  contradiction: 'The fewest operations of the history that cannot all have happened. The others have no part in it.',
  stale: 'A read that answers with a value although a later one had already been acknowledged.',
  nemesis: 'What breaks things during a test: it begins faults, and ends them.',
  fault: 'What the nemesis does to the nodes: it cuts the network, pauses a process, or kills it.',
  partition: 'Nodes drop the packets of others, so that the cluster falls into parts that cannot reach each other.',
  leader:
    'The node that orders the writes. A node may believe that it leads when another has been elected; until it hears of that there are two.',
  term: 'The number of an election. Each election raises it; of two leaders, the one with the higher term is right.',
  index: 'A place in the replicated log. A node whose index is lower than that of another has not seen everything.',
  quorum: 'A majority of the nodes. Any two of them share a node.',
  readLevel: 'How much a client asks for when it reads. Faster levels may answer with old values.',
  model: 'What a system may do, as states and steps: a register answers with the value that was written last.',
  checker: 'Looks at a history and finds what breaks a promise. A run is judged by several.',
  verdict:
    'Valid: the history has an explanation. Weak: it has one, but little was tested. Invalid: it has none. Unknown: the check met a limit. An error is a failure of the test itself and says nothing about the system.',
  plan: 'A test with every choice written out, seed included: the nodes, the system, the load, the faults and the checks.',
  run: 'One execution of a plan.',
  seed: 'The number from which all random choices follow. The same seed gives the same operations and faults, but real nodes keep their own time.',
  lab: 'Nodes that Clew makes on its own machine: network namespaces, each with its own SSH server.',
  sessionGuarantees:
    'What one client may expect of its own operations: reads that never go back, that show its own writes, and writes that follow in their order.',
};
