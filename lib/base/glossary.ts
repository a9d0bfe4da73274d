/**
 * The field's words, each in a sentence or two: shown where a word first stands on a page, and listed in the help. The same
 * words are used in the code.
 */

export interface Term {
  /** As it begins a line. */
  readonly title: string;
  /** How it may stand in a text, in small letters, where that is not the title alone. */
  readonly spellings?: readonly string[];
  readonly meaning: string;
}

export const glossary = {
  linearizable: {
    title: 'Linearizable',
    meaning:
      'Every operation seems to happen at one moment between its invocation and its completion. A read that ends after a write was acknowledged sees that write, or a later one.',
  },
  history: {
    title: 'History',
    meaning: 'What the clients asked and what they were answered, in the order in which it happened.',
  },
  operation: {
    title: 'Operation',
    meaning:
      'An invocation and its completion. It completes as ok (it happened), fail (it certainly did not) or info (nobody knows).',
  },
  info: {
    title: 'Info',
    meaning:
      'An operation of which nobody knows whether it happened: a timeout, or a connection that broke. It may take effect at any later time, so it never ends.',
  },
  world: {
    title: 'World',
    spellings: ['world', 'worlds'],
    meaning:
      'One order in which the operations can have happened: the state it led to, and the operations that are still open. An operation that fits none of the possible worlds is a violation.',
  },
  contradiction: {
    title: 'Smallest contradiction',
    spellings: ['smallest contradiction'],
    meaning: 'The fewest operations of the history that cannot all have happened. The others have no part in it.',
  },
  stale: {
    title: 'Stale read',
    spellings: ['stale read', 'stale reads'],
    meaning: 'A read that answers with a value although a later one had already been acknowledged.',
  },
  nemesis: { title: 'Nemesis', meaning: 'What breaks things during a test: it begins faults, and ends them.' },
  fault: {
    title: 'Fault',
    meaning: 'What the nemesis does to the nodes: it cuts the network, pauses a process, or kills it.',
  },
  partition: {
    title: 'Partition',
    spellings: ['partition', 'partitions', 'network cut'],
    meaning: 'Nodes drop the packets of others, so that the cluster falls into parts that cannot reach each other.',
  },
  leader: {
    title: 'Leader',
    meaning:
      'The node that orders the writes. A node may believe that it leads when another has been elected; until it hears of that there are two.',
  },
  term: {
    title: 'Term',
    meaning:
      'The number of an election. Each election raises it; of two leaders, the one with the higher term is right.',
  },
  index: {
    title: 'Index',
    spellings: ['index', 'old index'],
    meaning: 'A place in the replicated log. A node whose index is lower than that of another has not seen everything.',
  },
  quorum: { title: 'Quorum', meaning: 'A majority of the nodes. Any two of them share a node.' },
  readLevel: {
    title: 'Read level',
    spellings: ['read level', 'read levels', 'reads'],
    meaning: 'How much a client asks for when it reads. Faster levels may answer with old values.',
  },
  model: {
    title: 'Model',
    meaning: 'What a system may do, as states and steps: a register answers with the value that was written last.',
  },
  checker: {
    title: 'Checker',
    meaning: 'Looks at a history and finds what breaks a promise. A run is judged by several.',
  },
  verdict: {
    title: 'Verdict',
    meaning:
      'Valid: the history has an explanation. Weak: it has one, but little was tested. Invalid: it has none. Unknown: the check met a limit. An error is a failure of the test itself and says nothing about the system.',
  },
  plan: {
    title: 'Plan',
    meaning:
      'A test with every choice written out, seed included: the nodes, the system, the load, the faults and the checks.',
  },
  run: { title: 'Run', meaning: 'One execution of a plan.' },
  seed: {
    title: 'Seed',
    meaning:
      'The number from which all random choices follow. The same seed gives the same operations and faults, but real nodes keep their own time.',
  },
  lab: {
    title: 'Lab',
    meaning: 'Nodes that Clew makes on its own machine: network namespaces, each with its own SSH server.',
  },
  sessionGuarantees: {
    title: 'Session guarantees',
    meaning:
      'What one client may expect of its own operations: reads that never go back, that show its own writes, and writes that follow in their order.',
  },
} as const satisfies Readonly<Record<string, Term>>;

export type TermName = keyof typeof glossary;

export const termNames = Object.keys(glossary) as readonly TermName[];

export function termOf(name: TermName): Term {
  return glossary[name];
}

export interface TextPart {
  readonly text: string;
  /** Where the text is a word that the glossary knows. */
  readonly term?: TermName;
}

const spelled = new Map<string, TermName>(
  termNames.flatMap((name) =>
    (termOf(name).spellings ?? [termOf(name).title.toLowerCase()]).map((word) => [word, name]),
  ),
);
/** The longest first: `smallest contradiction` is not split. */
const pattern = new RegExp(`\\b(?:${[...spelled.keys()].toSorted((a, b) => b.length - a.length).join('|')})\\b`, 'gi');

/** A text in parts, the wanted words apart; each word only where it stands first. Joined, the parts are the text. */
export function termsIn(text: string, wanted: readonly TermName[]): readonly TextPart[] {
  const parts: TextPart[] = [];
  const left = new Set(wanted);
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    const [word] = found;
    const term = spelled.get(word.toLowerCase());
    if (term === undefined || !left.delete(term)) continue;
    if (found.index > from) parts.push({ text: text.slice(from, found.index) });
    parts.push({ text: word, term });
    from = found.index + word.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}
