import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

/*
 * For a hub that a bench starts with `--import`: its thread of the index says that nothing waits, and builds nothing.
 * So what the search rows cost is seen by what the hub takes in without them. The product has no such setting.
 */
const { Worker } = threads;
const answersNothing = `
  const { parentPort } = require('node:worker_threads');
  const round = { waitingChanges: 0, lagMilliseconds: 0, madeAnew: false };
  parentPort.on('message', ({ kind }) => (kind === 'end' ? parentPort.close() : parentPort.postMessage({ kind: 'done', round })));
`;

threads.Worker = class extends Worker {
  constructor(file, options) {
    if (String(file).endsWith('/index-worker.js')) super(answersNothing, { eval: true });
    else super(file, options);
  }
};
syncBuiltinESMExports();
