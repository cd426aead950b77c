/** What other features may use of timers: work that is due at an instant. */
export { registerTimer, runDueTimers, timerWorkerOf, type TimerHandler, type TimerOptions } from './timer-worker.js';
