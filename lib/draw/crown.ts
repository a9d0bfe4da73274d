/** The mark of a node that believes it leads: the corners of a crown, as shares of its width and height. */
export const crownCorners: readonly (readonly [x: number, y: number])[] = [
  [0, 0.1],
  [0.28, 0.5],
  [0.5, 0],
  [0.72, 0.5],
  [1, 0.1],
  [0.88, 1],
  [0.12, 1],
];
