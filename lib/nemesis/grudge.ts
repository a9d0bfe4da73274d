/**
 * A grudge maps a node to the nodes whose inbound packets it drops. A node without an entry drops nothing.
 */
export type Grudge = Readonly<Record<string, readonly string[]>>;
