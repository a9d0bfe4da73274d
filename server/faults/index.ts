/** What each fault of the catalog does. To add one, add its file and a line here. */
export { kill } from './kill';
export { lossyNetwork } from './lossy-network';
export { partition } from './partition';
export { partitionLeader } from './partition-leader';
export { partitionRandomHalves } from './partition-random-halves';
export { partitionRing } from './partition-ring';
export { pause } from './pause';
export { powerCut } from './power-cut';
export { slowNetwork } from './slow-network';
export { stop } from './stop';
export { stutter } from './stutter';
