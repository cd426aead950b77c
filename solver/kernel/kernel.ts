// The scan over tiles in WebAssembly. Each function does one chunk; what it reads and writes is described in the memory at
// the address `d`. No state of its own: any number of threads may run it over one memory, each on chunks of its own.
export { exact } from './exact';
export { pass } from './pass';
export { passNear } from './pass-near';
export { passPaths } from './pass-paths';
