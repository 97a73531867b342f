import { chainStart } from '../../protocol/change.js';
import type { Receipt } from '../../protocol/control/receipt.js';
import { hubCode } from '../../protocol/ids.js';
import type { Pace } from '../../protocol/sender/pace.js';
import { noteReceipt, noteSent, openSender, planSend, type SenderState } from '../../protocol/sender.js';
import { goldenScope } from './protocol-arbitraries.js';

/** A line of one rate and length, and a receiver that commits one batch after the other. */
export interface LinkModel {
  readonly bytesPerSecond: number;
  readonly roundTripMilliseconds: number;
  readonly commitMilliseconds: number;
}

export interface Drained {
  readonly pace: Pace;
  readonly state: SenderState;
  readonly endMilliseconds: number;
  readonly seconds: number;
  readonly rounds: number;
  /** The most that was under way, and the longest wait of a batch for the line, once the link was known. */
  readonly underWayBytesAfterStart: number;
  readonly queueMillisecondsAfterStart: number;
  /** Batches that were under way at the same time, from the first one on. */
  readonly batchesAtOnce: number;
}

const chain = chainStart(goldenScope);
const lane = 2;

interface DrainOptions {
  readonly bytes: number;
  readonly shared: boolean;
  readonly from?: Drained;
  readonly repeatIsDear?: boolean;
  readonly answerMilliseconds?: number;
}

/** Sends a log of so many bytes over the model, one byte a change, in a time of its own. */
export function drain(link: LinkModel, options: DrainOptions): Drained {
  const began = options.from?.endMilliseconds ?? 0;
  const first = options.from?.state.lanes.get(lane)?.headSeq ?? 0;
  const head = first + options.bytes;
  let state = options.from?.state ?? start(head, options);
  state = { ...state, lanes: new Map([...state.lanes].map(([each, sender]) => [each, { ...sender, headSeq: head }])) };
  let now = began;
  const answers: { readonly at: number; readonly to: number }[] = [];
  const most = { underWay: 0, queue: 0, batches: 0 };
  let [lineFree, receiverFree] = [now, now];
  for (;;) {
    if (options.shared) state = { ...state, urgentMilliseconds: now };
    const plan = planSend(state, now);
    if (plan !== undefined) {
      const bytes = Math.min(plan.bytesMax, head - plan.after.seq);
      const to = plan.after.seq + bytes;
      state = noteSent(state, lane, { seq: to, chain }, bytes, now);
      most.batches = Math.max(most.batches, state.lanes.get(lane)?.underWay.length ?? 0);
      if (!state.pace.starting) {
        most.queue = Math.max(most.queue, lineFree - now);
        const underWay = state.lanes.get(lane)?.underWay ?? [];
        most.underWay = Math.max(
          most.underWay,
          underWay.reduce((sum, batch) => sum + batch.bytes, 0),
        );
      }
      lineFree = Math.max(now, lineFree) + (bytes * 1000) / link.bytesPerSecond;
      receiverFree = Math.max(receiverFree, lineFree + link.roundTripMilliseconds / 2) + link.commitMilliseconds;
      answers.push({ at: receiverFree + link.roundTripMilliseconds / 2, to });
      continue;
    }
    const answer = answers.shift();
    if (answer === undefined) break;
    now = answer.at;
    state = noteReceipt(state, receiptOf(answer.to), now);
  }
  return {
    ...{ pace: state.pace, state, endMilliseconds: now, seconds: (now - began) / 1000, rounds: state.pace.round },
    ...{ underWayBytesAfterStart: most.underWay, queueMillisecondsAfterStart: most.queue, batchesAtOnce: most.batches },
  };
}

function start(head: number, { repeatIsDear = false, answerMilliseconds }: DrainOptions): SenderState {
  const durability = { lane, durable: { seq: 0, chain }, safeSeq: 0, creditBytes: 1e12 } as const;
  return openSender([durability], new Map([[lane, head]]), {
    ...{ batchBytesMax: 256 * 1024, repeatIsDear },
    ...(answerMilliseconds !== undefined && { answerMilliseconds }),
  });
}

function receiptOf(seq: number): Receipt {
  const durable = { lane, durable: { seq, chain }, safeSeq: 0, creditBytes: 1e12 } as const;
  return { kind: 'receipt', node: hubCode, hubEpoch: 1, epoch: 1, rejects: [], ...durable };
}
