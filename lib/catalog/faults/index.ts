/** The faults there are. To add one, add its folder and a line here; what it does is in `server/faults`. */
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
