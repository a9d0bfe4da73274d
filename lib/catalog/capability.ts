/** What a fault may do to a cluster. A fault can be chosen where system and cluster both have all that it needs. */
export const capabilities = [
  'network',
  'latency',
  'packets',
  'process',
  'clock',
  'disk',
  'membership',
  'power',
] as const;
export type Capability = (typeof capabilities)[number];
