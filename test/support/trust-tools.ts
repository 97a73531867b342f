import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hubCode } from '../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../provisioning/certificates/authority.js';
import type { AuthorityPair } from '../../provisioning/certificates/issuing-authority.js';
import { leafKeyBits } from '../../provisioning/certificates/profile.js';
import { nodePaths, readNode, writeIdentity } from '../../provisioning/node-folder.js';
import { sealRoot } from '../../provisioning/trust/root-file.js';
import { callCarnet } from './run-carnet.js';
import { stockKeyPairs } from './stock-key-pairs.js';

/** The file of a root and the file of its code, as two options of a command. */
export async function rootOptions(folder: string, root: AuthorityPair, name = 'root'): Promise<readonly string[]> {
  const [file, secret] = [join(folder, `${name}.carnet`), join(folder, `${name}.code`)];
  const { text, code = '' } = await sealRoot(root);
  writeFileSync(file, text);
  writeFileSync(secret, code);
  return [`--${name}`, file, `--${name}-secret-file`, secret];
}

/** `carnet hub …` that must succeed; its JSON. */
export async function hubCommand<T>(hubDir: string, ...words: readonly string[]): Promise<T> {
  const { exit, out, error } = await callCarnet(['hub', ...words, '--dir', hubDir, '--json']);
  if (exit !== 0) throw new Error(error);
  return JSON.parse(out) as T;
}

/** The code of the problem that `carnet hub …` ends with. */
export async function hubRefusal(hubDir: string, ...words: readonly string[]): Promise<string | undefined> {
  const { error } = await callCarnet(['hub', ...words, '--dir', hubDir, '--json']);
  return error === '' ? undefined : (JSON.parse(error) as { problem: { code: string } }).problem.code;
}

/** Makes of a new hub one of before: one authority is root and issuer, its key in the folder. */
export async function makeHubOfBefore(hubDir: string): Promise<void> {
  const node = readNode(hubDir);
  if (node.kind !== 'hub') throw new Error('not a hub');
  const nowMilliseconds = Date.now();
  const authority = await createAuthority('Test', nowMilliseconds, stockKeyPairs);
  const { publicKeyPem, privateKeyPem } = await stockKeyPairs(leafKeyBits);
  const request = { code: hubCode, publicKeyPem, extraHosts: node.hosts, nowMilliseconds };
  rmSync(nodePaths(hubDir).issuing);
  writeIdentity(hubDir, {
    ...{ keyPem: privateKeyPem, certificatePem: issueCertificate(authority, request) },
    ...{ authorityPem: authority.certificatePem, authorityKeyPem: authority.keyPem },
  });
}
