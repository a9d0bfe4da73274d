/** What a page runs before its first paint and before any other script of it. */
import { pageKeyScript } from './page-key';
import { themeScript } from './theme';

/**
 * A dialog keeps the page behind it from scrolling by a style of its own (get-nonce, inside Radix), for which the browser
 * wants the mark that the server gave this answer; it is looked for under the name that bundlers give it.
 */
const markStyles = 'window.__webpack_nonce__=document.currentScript.nonce';

export const firstScript = [pageKeyScript, themeScript, markStyles].join(';');
