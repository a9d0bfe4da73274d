/**
 * The second secret of a browser that is signed in. A cookie is sent to every port of a host, what a page keeps is for its
 * own port alone; so whatever changes something needs both.
 */

/** The header that a page sends it in. */
export const pageKeyHeader = 'clew-page-key';

/** In the query of the address that a browser is led to when it was signed in by its address; what stands behind a # stays there. */
export const pageKeyInAddress = 'clew-page-key';
