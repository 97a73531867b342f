import { parentPort, workerData } from 'node:worker_threads';
import { failureOf, type IndexAnswer, type IndexRequest } from './index-messages.js';
import { RoundsAhead } from './rounds-ahead.js';
import { SearchBuilder } from './search-builder.js';
import type { SearchFilePlace } from './search-file.js';

/** The thread of the hub's index: one builder, asked for one round after the other. */
const place = workerData as SearchFilePlace;
let open: { readonly builder: SearchBuilder; readonly rounds: RoundsAhead } | undefined;

parentPort?.on('message', (request: IndexRequest) => {
  if (request.kind === 'end') {
    close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(answerTo(request));
});

function answerTo(request: Extract<IndexRequest, { kind: 'round' }>): IndexAnswer {
  try {
    open ??= openBuilder();
    if (request.anew) open.builder.makeAnew();
    return { kind: 'done', round: open.rounds.round(request.changesMax, request.nowMilliseconds) };
  } catch (error) {
    // The next round opens everything again, and looks whether the file can still be used.
    close();
    return failureOf(error);
  }
}

function openBuilder() {
  const builder = new SearchBuilder(place);
  const later = (act: () => void) => {
    setImmediate(() => {
      if (open?.builder === builder) act();
    });
  };
  return { builder, rounds: new RoundsAhead(builder, later) };
}

function close(): void {
  open?.builder.close();
  open = undefined;
}
