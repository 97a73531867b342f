import { createHmac, timingSafeEqual } from 'node:crypto';
import { ByteWriter } from '../../protocol/bytes.js';

/** What both ends have said before any proof (rule E2). */
export interface Greeting {
  readonly inviteId: string;
  /** Names the bundle that the hub's nodes trust (rule E34), hex. */
  readonly authorityFingerprint: string;
  readonly siteNonce: string;
  readonly hubNonce: string;
}

/** What the site asks for, on top of the greeting. */
export interface Asking extends Greeting {
  readonly requestPem: string;
  readonly extraHosts: readonly string[];
  /** Public keys of its tunnels, where the hub has any. */
  readonly tunnelKeys?: readonly string[];
}

/** The hub knows the code, and stands for this authority. Sent before the site says anything about itself. */
export function hubProof(proofKey: string, greeting: Greeting): string {
  return prove(proofKey, writeGreeting('hub', greeting));
}

/** The site knows the code, and asks for this key and these names. */
export function siteProof(proofKey: string, asking: Asking): string {
  return prove(proofKey, writeAsking('site', asking));
}

/** The answer is the hub's, to this very request. */
export function answerProof(proofKey: string, asking: Asking, answer: string): string {
  return prove(proofKey, writeAsking('answer', asking).text(answer));
}

/** The site knows the code, and asks in a file for this key and these names; the hub's fields are still empty (rule E20). */
export function kitRequestProof(proofKey: string, asking: Asking): string {
  return prove(proofKey, writeAsking('kit request', asking));
}

/** The answer in the file is the hub's, to this very request (rule E21). */
export function kitAnswerProof(proofKey: string, asking: Asking, answer: string): string {
  return prove(proofKey, writeAsking('kit answer', asking).text(answer));
}

/** Compares two proofs in constant time. */
export function isSameProof(left: string, right: string): boolean {
  const leftBytes = Buffer.from(left, 'hex');
  const rightBytes = Buffer.from(right, 'hex');
  return leftBytes.length === 32 && rightBytes.length === 32 && timingSafeEqual(leftBytes, rightBytes);
}

type Role = 'hub' | 'site' | 'answer' | 'kit request' | 'kit answer';

function writeGreeting(role: Role, greeting: Greeting): ByteWriter {
  const writer = new ByteWriter().text('carnet enrolment 1').text(role);
  writer.text(greeting.inviteId).text(greeting.authorityFingerprint);
  return writer.text(greeting.siteNonce).text(greeting.hubNonce);
}

function writeAsking(role: Role, asking: Asking): ByteWriter {
  const writer = writeGreeting(role, asking).text(asking.requestPem).integer(asking.extraHosts.length);
  for (const host of asking.extraHosts) writer.text(host);
  if (asking.tunnelKeys !== undefined) {
    writer.text('tunnels').integer(asking.tunnelKeys.length);
    for (const key of asking.tunnelKeys) writer.text(key);
  }
  return writer;
}

/** Every field is written with its length, so no two transcripts have the same bytes. */
function prove(proofKey: string, transcript: ByteWriter): string {
  return createHmac('sha256', Buffer.from(proofKey, 'hex')).update(transcript.finish()).digest('hex');
}
