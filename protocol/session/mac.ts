import { createHmac, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problem.js';

/** Bytes of the code at the end of each message of a session. */
export const macBytes = 16;

/** Adds the code that proves which session a message is of, and which topic it was sent on (rule S15). */
export function addMac(key: Uint8Array, topic: string, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(payload.length + macBytes);
  message.set(payload);
  message.set(macOf(key, topic, payload), payload.length);
  return message;
}

/**
 * Checks the code before anything of the message is decoded; returns the message without it.
 * @throws Problem `scope-forged`
 */
export function checkMac(key: Uint8Array, topic: string, message: Uint8Array): Uint8Array {
  const payload = message.subarray(0, Math.max(0, message.length - macBytes));
  const given = message.subarray(payload.length);
  if (given.length !== macBytes || !timingSafeEqual(given, macOf(key, topic, payload)))
    throw new Problem('scope-forged');
  return payload;
}

/** No two pairs of topic and payload give the same bytes: a topic holds no zero. */
function macOf(key: Uint8Array, topic: string, payload: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(topic).update('\0').update(payload).digest().subarray(0, macBytes);
}
