/**
 * Stands in for @types/node while `tsc -p components` runs. Next's declarations ask for Node's types, which would let a
 * component use `process` or `Buffer`; this folder is found first and declares nothing.
 */
export {};
