/** The field's words, as they stand in a text: what each means is in `glossary.ts`, which a page can do without until it is asked. */

export interface Term {
  /** As it begins a line. */
  readonly title: string;
  /** How it may stand in a text, in small letters, where that is not the title alone. */
  readonly spellings?: readonly string[];
}

export const terms = {
  linearizable: { title: 'Linearizable' },
  history: { title: 'History' },
  operation: { title: 'Operation' },
  info: { title: 'Info' },
  world: { title: 'World', spellings: ['world', 'worlds'] },
  contradiction: { title: 'Smallest contradiction', spellings: ['smallest contradiction'] },
  stale: { title: 'Stale read', spellings: ['stale read', 'stale reads'] },
  nemesis: { title: 'Nemesis' },
  fault: { title: 'Fault' },
  partition: { title: 'Partition', spellings: ['partition', 'partitions', 'network cut'] },
  leader: { title: 'Leader' },
  term: { title: 'Term' },
  index: { title: 'Index', spellings: ['index', 'old index'] },
  quorum: { title: 'Quorum' },
  readLevel: { title: 'Read level', spellings: ['read level', 'read levels', 'reads'] },
  model: { title: 'Model' },
  checker: { title: 'Checker' },
  verdict: { title: 'Verdict' },
  plan: { title: 'Plan' },
  run: { title: 'Run' },
  seed: { title: 'Seed' },
  lab: { title: 'Lab' },
  sessionGuarantees: { title: 'Session guarantees' },
} as const satisfies Readonly<Record<string, Term>>;

export type TermName = keyof typeof terms;

export const termNames = Object.keys(terms) as readonly TermName[];

function termOf(name: TermName): Term {
  return terms[name];
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
