/** Where a saved file starts: unpacks the run that is in it and shows its page. */
import { createRoot } from 'react-dom/client';
import { restoreTheme } from '../ui/theme';
import { readSavedRun } from './saved-data';
import { SavedPage } from './saved-page';

async function start(): Promise<void> {
  const place = document.getElementById('page');
  if (!place) throw new Error('the file has no place for its page');
  try {
    const saved = await readSavedRun();
    createRoot(place).render(<SavedPage {...saved} />);
  } catch (error) {
    console.error(error);
    createRoot(place).render(<Unreadable message={error instanceof Error ? error.message : String(error)} />);
  }
}

function Unreadable({ message }: { readonly message: string }) {
  return (
    <main className="mx-auto flex max-w-[60ch] flex-col gap-3 px-4 py-24">
      <h1 className="font-semibold text-20">The run in this file cannot be read</h1>
      <p className="text-14 text-muted">
        The file may have been cut off on its way, or the browser is older than 2023. What it said: {message}
      </p>
    </main>
  );
}

restoreTheme();
void start();
