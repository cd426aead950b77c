import { parentPort } from 'node:worker_threads';
import { runScanHelper } from '@arbiter/solver/tiles/scan-crew';
import type { ScanHelperInit } from '@arbiter/solver/tiles/scan-port';

// Entry of a thread that helps with scans: each message is a table to help with, until the solver is done with it.
const port = parentPort;
if (!port) throw new Error('this file is the entry of a worker thread');
port.on('message', (init: ScanHelperInit) => runScanHelper(init));
