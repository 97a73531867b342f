import { createHash } from 'node:crypto';
import { Problem } from '../../../protocol/problem.js';
import { enrolmentBytesMax } from '../message.js';

/** The two files of the kit. */
export type KitFile = 'REQUEST' | 'BUNDLE';

const lineCharacters = 64;
const head = (kind: KitFile) => `-----BEGIN CARNET ENROLMENT ${kind}-----`;
const tail = (kind: KitFile) => `-----END CARNET ENROLMENT ${kind}-----`;

/**
 * A file of the kit: lines that survive a stick, a mail or a chat, with a digest, so that one that was cut off or changed
 * is told from one of somebody else. The digest proves nothing; that is done by the proofs within.
 */
export function writeArmour(kind: KitFile, value: object): string {
  const text = Buffer.from(JSON.stringify(value));
  const lines = text.toString('base64').match(new RegExp(`.{1,${lineCharacters}}`, 'g')) ?? [];
  return [head(kind), ...lines, `SHA-256 ${digestOf(text)}`, tail(kind), ''].join('\n');
}

/**
 * @throws Problem `kit-truncated` where its end is missing, `kit-altered` where it is not as it was written, `usage-wrong`
 * for the other file of the kit
 */
export function readArmour(kind: KitFile, text: string): unknown {
  if (text.length > 2 * enrolmentBytesMax) throw new Problem('kit-altered', 'the file is too long');
  const trimmed = text.replaceAll('\r', '').trim();
  const other = kind === 'REQUEST' ? 'BUNDLE' : 'REQUEST';
  if (trimmed.startsWith(head(other))) throw new Problem('usage-wrong', `this is the ${other.toLowerCase()}`);
  // What is there is the beginning of such a file, also where there is nothing.
  if (head(kind).startsWith(trimmed.slice(0, head(kind).length)) && !trimmed.endsWith(tail(kind))) {
    throw new Problem('kit-truncated');
  }
  const lines = trimmed.split('\n');
  const digest = /^SHA-256 ([0-9a-f]{64})$/.exec(lines.at(-2) ?? '')?.[1];
  const isWhole = lines[0] === head(kind) && lines.at(-1) === tail(kind) && digest !== undefined;
  const content = Buffer.from(lines.slice(1, -2).join(''), 'base64');
  if (!isWhole || digestOf(content) !== digest) throw new Problem('kit-altered');
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (cause) {
    throw new Problem('kit-altered', '', [], { cause });
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
