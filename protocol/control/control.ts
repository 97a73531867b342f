import { ByteReader, ByteWriter } from '../bytes.js';
import { limits } from '../limits.js';
import { Problem } from '../problem.js';
import { type Ask, askCodec } from './ask.js';
import { type AuditAnchored, auditAnchoredCodec } from './audit-anchored.js';
import { type AuditCheckpoint, auditCheckpointCodec } from './audit-checkpoint.js';
import { type AuditHeads, auditHeadsCodec } from './audit-heads.js';
import { type BackupAnswer, backupAnswerCodec } from './backup-answer.js';
import { type BackupOffer, backupOfferCodec } from './backup-offer.js';
import { type Bootstrap, bootstrapCodec } from './bootstrap.js';
import { type Chunk, chunkCodec } from './chunk.js';
import { type ChunkDone, chunkDoneCodec } from './chunk-done.js';
import { type ChunkWant, chunkWantCodec } from './chunk-want.js';
import type { ControlCodec } from './codec.js';
import { type Confirmed, confirmedCodec } from './confirmed.js';
import { type DigestAnswer, digestAnswerCodec } from './digest-answer.js';
import { type DigestDetail, digestDetailCodec } from './digest-detail.js';
import { type DigestMessage, digestCodec } from './digest-message.js';
import { type Erased, erasedCodec } from './erased.js';
import { type Erasure, erasureCodec } from './erasure.js';
import { type ErasureAsk, erasureAskCodec } from './erasure-ask.js';
import { type Fetch, fetchCodec } from './fetch.js';
import { type Fetched, fetchedCodec } from './fetched.js';
import { type Hello, helloCodec } from './hello.js';
import { type LeaseCheck, leaseCheckCodec } from './lease-check.js';
import { type LeaseHeld, leaseHeldCodec } from './lease-held.js';
import { type LinkSamples, linkSamplesCodec } from './link-samples.js';
import { type LinkSamplesKept, linkSamplesKeptCodec } from './link-samples-kept.js';
import { type NodeFacts, nodeFactsCodec } from './node-facts.js';
import { type Order, orderCodec } from './order.js';
import { type OrderDone, orderDoneCodec } from './order-done.js';
import { type Receipt, receiptCodec } from './receipt.js';
import { type Refusal, refusalCodec } from './refusal.js';
import { type Report, reportCodec } from './report.js';
import { type ReturnedHeld, returnedHeldCodec } from './returned-held.js';
import { type ReturnedRefused, returnedRefusedCodec } from './returned-refused.js';
import { type Use, useCodec } from './use.js';
import { type Used, usedCodec } from './used.js';
import { type Welcome, welcomeCodec } from './welcome.js';

/** Everything that is said on the control channel of a session. */
export type ControlMessage =
  | Hello
  | Welcome
  | Receipt
  | Refusal
  | Report
  | LeaseCheck
  | LeaseHeld
  | ReturnedHeld
  | ReturnedRefused
  | Ask
  | Use
  | Used
  | Fetch
  | Fetched
  | Bootstrap
  | ChunkWant
  | Chunk
  | ChunkDone
  | Confirmed
  | DigestMessage
  | DigestAnswer
  | DigestDetail
  | LinkSamples
  | LinkSamplesKept
  | Order
  | OrderDone
  | NodeFacts
  | BackupOffer
  | BackupAnswer
  | AuditCheckpoint
  | AuditAnchored
  | AuditHeads
  | Erasure
  | ErasureAsk
  | Erased;

export type ControlKind = ControlMessage['kind'];
/** The control message of one kind. */
export type ControlOf<Kind extends ControlKind> = Extract<ControlMessage, { kind: Kind }>;

const codecs: { readonly [Kind in ControlKind]: ControlCodec<ControlOf<Kind>> } = {
  hello: helloCodec,
  welcome: welcomeCodec,
  receipt: receiptCodec,
  refusal: refusalCodec,
  report: reportCodec,
  fetch: fetchCodec,
  fetched: fetchedCodec,
  bootstrap: bootstrapCodec,
  ask: askCodec,
  use: useCodec,
  used: usedCodec,
  'chunk-want': chunkWantCodec,
  chunk: chunkCodec,
  'chunk-done': chunkDoneCodec,
  confirmed: confirmedCodec,
  digest: digestCodec,
  'digest-answer': digestAnswerCodec,
  'digest-detail': digestDetailCodec,
  'lease-check': leaseCheckCodec,
  'lease-held': leaseHeldCodec,
  'returned-held': returnedHeldCodec,
  'returned-refused': returnedRefusedCodec,
  order: orderCodec,
  'order-done': orderDoneCodec,
  'link-samples': linkSamplesCodec,
  'link-samples-kept': linkSamplesKeptCodec,
  'node-facts': nodeFactsCodec,
  'backup-offer': backupOfferCodec,
  'backup-answer': backupAnswerCodec,
  'audit-checkpoint': auditCheckpointCodec,
  'audit-anchored': auditAnchoredCodec,
  'audit-heads': auditHeadsCodec,
  erasure: erasureCodec,
  'erasure-ask': erasureAskCodec,
  erased: erasedCodec,
};

const readers: ReadonlyMap<number, (reader: ByteReader) => ControlMessage> = new Map(
  Object.values(codecs).map((codec) => [codec.number, codec.read]),
);

export function encodeControl<Kind extends ControlKind>(message: ControlOf<Kind>): Uint8Array {
  const codec: ControlCodec<ControlOf<Kind>> = codecs[message.kind as Kind];
  const writer = new ByteWriter().integer(codec.number);
  codec.write(writer, message);
  return writer.finish();
}

/**
 * Reads one control message; what a newer peer adds behind the fields known here is passed over.
 * @throws Problem `batch-malformed` when the bytes are not a control message
 */
export function decodeControl(bytes: Uint8Array): ControlMessage {
  if (bytes.length > limits.controlBytesMax) throw new Problem('batch-malformed', 'control message too long');
  const reader = new ByteReader(bytes);
  const read = readers.get(reader.integer());
  if (read === undefined) throw new Problem('batch-malformed', 'unknown control message');
  return read(reader);
}
