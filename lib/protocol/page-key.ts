/**
 * The second secret of a browser that is signed in. A cookie is sent to every port of a host, what a page keeps is for its
 * own port alone; so whatever changes something needs both.
 */

/** The header that a page sends it in. */
export const pageKeyHeader = 'clew-page-key';

/** What stands behind the # of the address that a browser is led to when it was signed in by its address. */
export const pageKeyInAddress = 'clew-page-key';
