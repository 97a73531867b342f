import { parentPort, workerData } from 'node:worker_threads';
import type { Dictionaries } from '../../../protocol/batch.js';
import { Problem } from '../../../protocol/problem.js';
import { packBatch } from './packed-batch.js';
import { readBatch } from './read-batch.js';
import type { ReadingAnswer, ReadingRequest } from './reading-messages.js';

/** The thread that reads the batches of sites. */
const dictionaries = workerData as Dictionaries;

parentPort?.on('message', (request: ReadingRequest) => {
  if (request.kind === 'end') parentPort?.close();
  else answer(request);
});
tell({ kind: 'ready' });

function answer({ id, payload }: Extract<ReadingRequest, { kind: 'read' }>): void {
  try {
    const packed = packBatch(readBatch(payload, dictionaries));
    const handedOver = [packed.numbers, packed.bodies, packed.chains].map(({ buffer }) => buffer as ArrayBuffer);
    tell({ kind: 'read', id, packed }, handedOver);
  } catch (error) {
    tell({ kind: 'failed', id, code: error instanceof Problem ? error.code : 'internal' });
  }
}

function tell(message: ReadingAnswer, handedOver: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, [...handedOver]);
}
