import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { authorityKeyBits, leafKeyBits } from '../../provisioning/certificates/profile.js';
import { stockKeyPairs } from './stock-key-pairs.js';

/** Gives a program those instead of what it would make, one after the other, and then lets it make its own. */
const source = `import crypto, { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const pairs = JSON.parse(readFileSync(new URL(import.meta.url.replace(/mjs$/, 'json')), 'utf8'));
const { generateKeyPair } = crypto;
crypto.generateKeyPair = (kind, options, done) => {
  const pair = kind === 'rsa' ? pairs[options.modulusLength]?.shift() : undefined;
  if (pair === undefined) return generateKeyPair(kind, options, done);
  setImmediate(() => done(null, createPublicKey(pair.publicKeyPem), createPrivateKey(pair.privateKeyPem)));
};
syncBuiltinESMExports();
`;

/**
 * An option of Node by which a program that is started many times finds the RSA keys of a hub in the stock, where the making
 * of keys is not what is tested: a second and a half of a processor each time. Each option holds keys of its own.
 */
export async function stockedKeys(folder: string, name: string): Promise<string> {
  const authorities = [await stockKeyPairs(authorityKeyBits), await stockKeyPairs(authorityKeyBits)];
  const pairs = { [authorityKeyBits]: authorities, [leafKeyBits]: [await stockKeyPairs(leafKeyBits)] };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(pairs), { mode: 0o600 });
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return `--import=${file}`;
}
