/** Everything there is to know before and beside a run, on one page that can be searched with the browser's own search. */
import { glossary } from '@/lib/base/glossary';
import { termNames, terms } from '@/lib/base/terms';
import { readLevels, tests } from './choices';
import { commandLine, experiments } from './command-line';
import { containers } from './containers';
import { again, endings, machines, sharing } from './operating';
import { Definitions, type HelpSection, Section } from './prose';
import { reading, verdicts } from './reading';

const words: HelpSection = {
  id: 'words',
  title: 'Words',
  body: (
    <Definitions
      rows={termNames
        .map((name) => ({ title: terms[name].title, words: glossary[name] }))
        .toSorted((a, b) => a.title.localeCompare(b.title, 'en'))
        .map(({ title, words }) => ({
          id: `word-${title.toLowerCase().replaceAll(' ', '-')}`,
          name: title,
          words,
        }))}
    />
  ),
};

const sections = [
  reading,
  verdicts,
  readLevels,
  tests,
  commandLine,
  experiments,
  again,
  machines,
  containers,
  sharing,
  endings,
  words,
];

export function HelpPage() {
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <h1 className="font-semibold text-20">Help</h1>
      <div className="mt-4 grid grid-cols-1 gap-8 lg:grid-cols-[14rem_1fr]">
        <nav aria-label="On this page">
          <ul className="flex flex-col gap-1 text-14 lg:sticky lg:top-4">
            {sections.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${id}`} className="text-accent hover:underline">
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="flex min-w-0 flex-col gap-8">
          {sections.map((section) => (
            <Section key={section.id} {...section} />
          ))}
        </div>
      </div>
    </main>
  );
}
