/**
 * What this browser was given beside its cookie when it signed in, kept for pages of this server alone: pages of another
 * port of the same host are sent the cookie, and never see this.
 */
import { pageKeyInAddress } from '@/lib/protocol/page-key';

const storageKey = 'clew.page-key';

/** Runs before anything else reads the address: takes the key out of it, where signing in by an address has put it. */
export const pageKeyScript = `try{var u=new URL(location),k=u.searchParams.get('${pageKeyInAddress}');if(k){u.searchParams.delete('${pageKeyInAddress}');history.replaceState(null,'',u);localStorage.setItem('${storageKey}',k)}}catch(e){console.warn('the sign-in could not be kept',e)}`;

/** Nothing where nobody signed in here, or the browser keeps nothing. */
export function pageKey(): string | undefined {
  try {
    return localStorage.getItem(storageKey) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepPageKey(key: string): void {
  localStorage.setItem(storageKey, key);
}

export function forgetPageKey(): void {
  localStorage.removeItem(storageKey);
}
