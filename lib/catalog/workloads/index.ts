/** The workloads there are. To add one, add its folder and a line here. */
export { bank } from './bank';
export { listAppend } from './list-append';
export { longFork } from './long-fork';
export { mutex } from './mutex';
export { queue } from './queue';
export { register } from './register';
export { registers } from './registers';
export { rwRegister } from './rw-register';
export { set } from './set';
