/** Puts text on the clipboard and says so; where the browser refuses, it says that instead. */
import { announce } from './status-region';

export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied`);
  } catch (error) {
    console.warn('the clipboard refused', error);
    announce('The browser did not allow copying; select the text and copy it by hand');
  }
}
