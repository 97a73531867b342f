import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyPairPem, newKeyPair } from '../../provisioning/certificates/key-pair.js';

/** Belongs to this copy of the repository alone and is never committed. */
const folder = join(import.meta.dirname, '../../.checked/key-pairs');
const taken = new Map<number, number>();

/**
 * RSA keys for nodes of tests in which the making of keys is not what is tested: half a second of a processor each. Within
 * a process each is another one; the next process takes the same ones again. What is not there yet is made and kept.
 */
export async function stockKeyPairs(bits: number): Promise<KeyPairPem> {
  const number = (taken.get(bits) ?? 0) + 1;
  taken.set(bits, number);
  const file = join(folder, `${bits}-${number}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as KeyPairPem;
  const pair = await newKeyPair(bits);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}`;
  writeFileSync(part, JSON.stringify(pair), { mode: 0o600 });
  renameSync(part, file);
  return pair;
}
