import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, type IndexAnswer, type IndexRequest } from './index-messages.js';
import { SearchBuilder } from './search-builder.js';
import type { SearchFilePlace } from './search-file.js';

/** The thread of the hub's index: one builder, asked for one round after the other. */
const place = workerData as SearchFilePlace;
let builder: SearchBuilder | undefined;

parentPort?.on('message', (request: IndexRequest) => {
  if (request.kind === 'end') {
    builder?.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(answerTo(request));
});

function answerTo(request: Extract<IndexRequest, { kind: 'round' }>): IndexAnswer {
  try {
    builder ??= new SearchBuilder(place);
    if (request.anew) builder.makeAnew();
    return { kind: 'done', round: builder.round(request.changesMax, request.nowMilliseconds) };
  } catch (error) {
    // The next round opens everything again, and looks whether the file can still be used.
    builder?.close();
    builder = undefined;
    return failureOf(error);
  }
}
