import type { Channel } from '../../central-hub/broker/site-transport.js';
import { decodeBatch } from '../../protocol/batch.js';
import { decodeControl } from '../../protocol/control/control.js';
import { withoutSum } from './plain-sessions.js';

/** What a message says, on one line. */
export function explain(channel: Channel, payload: Uint8Array): string {
  try {
    const message = withoutSum(payload);
    return channel === 'ctl' ? explainControl(message) : explainBatch(message);
  } catch {
    return 'that does not read';
  }
}

function explainBatch(payload: Uint8Array): string {
  const { from, to } = decodeBatch(payload, new Map()).header;
  return `${from}-${to}`;
}

function explainControl(payload: Uint8Array): string {
  const message = decodeControl(payload);
  const cursors = (list: readonly { lane: number; seq: number }[]) =>
    list.flatMap(({ lane, seq }) => (seq === 0 ? [] : [`${lane}:${seq}`])).join(' ');
  switch (message.kind) {
    case 'hello':
      return `hello epoch ${message.epoch}/${message.hubEpoch} heads ${cursors(message.heads)} downs ${cursors(message.downs)}`;
    case 'welcome':
      return `welcome ${message.epoch}/${message.hubEpoch}${message.renewEpoch ? ' renew' : ''} ${cursors(message.ups.map(({ lane, durable }) => ({ lane, seq: durable.seq })))}`;
    case 'ask':
      return `ask ${message.lane}`;
    case 'receipt':
      return `receipt ${message.lane}:${message.durable.seq} rejects ${message.rejects.length}`;
    case 'refusal':
      return `refusal ${message.lane ?? ''} ${message.code}`;
    default:
      return message.kind;
  }
}
