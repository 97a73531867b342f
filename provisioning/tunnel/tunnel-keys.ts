import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { join } from 'node:path';
import { Problem } from '../../protocol/problem.js';
import { isTunnelKey } from '../../protocol/tunnel/tunnel-key.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';

/** X25519, as WireGuard's tools write it. */
export interface TunnelKeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

export function newTunnelKeyPair(): TunnelKeyPair {
  const { privateKey } = generateKeyPairSync('x25519');
  const { d, x }: JsonWebKey = privateKey.export({ format: 'jwk' });
  return { privateKey: keyText(d), publicKey: keyText(x) };
}

/** The file of a link's private key: alone in its file, as `wg set … private-key` reads it. */
export function tunnelKeyPath(dir: string, link: string): string {
  return join(nodePaths(dir).tunnels, `${link}.key`);
}

/** Mode 0600, whole or not at all (rule L20). */
export function writeTunnelKey(dir: string, link: string, privateKey: string): void {
  makePrivateFolder(nodePaths(dir).tunnels);
  writeFileAtomically(tunnelKeyPath(dir, link), `${privateKey}\n`);
}

/** The name under which the hub keeps its own; no link has it, for theirs have no capital. */
const hubKeyName = 'HUB';

export function hubTunnelKeyPath(dir: string): string {
  return tunnelKeyPath(dir, hubKeyName);
}

/**
 * The hub's key, made when there is none; the public one lies beside it, so that nobody needs the private one to read it.
 * @throws Problem `body-malformed` when the file was damaged
 */
export function hubTunnelPublicKey(dir: string): string {
  const publicPath = `${hubTunnelKeyPath(dir)}.public`;
  const known = readTextIfThere(publicPath)?.trim();
  if (known !== undefined && readTextIfThere(hubTunnelKeyPath(dir)) !== undefined) {
    if (!isTunnelKey(known)) throw new Problem('body-malformed', publicPath);
    return known;
  }
  const { privateKey, publicKey } = newTunnelKeyPair();
  writeTunnelKey(dir, hubKeyName, privateKey);
  writeFileAtomically(publicPath, `${publicKey}\n`);
  return publicKey;
}

/** The hub's key pair, where it has one. */
export function heldHubTunnelKey(dir: string): TunnelKeyPair | undefined {
  const privateKey = readTextIfThere(hubTunnelKeyPath(dir))?.trim();
  return privateKey === undefined ? undefined : { privateKey, publicKey: hubTunnelPublicKey(dir) };
}

/** The same as it was, in a folder that has lost it: the boxes of the sites know its public one. */
export function putBackHubTunnelKey(dir: string, { privateKey, publicKey }: TunnelKeyPair): void {
  if (readTextIfThere(hubTunnelKeyPath(dir)) !== undefined) return;
  writeTunnelKey(dir, hubKeyName, privateKey);
  writeFileAtomically(`${hubTunnelKeyPath(dir)}.public`, `${publicKey}\n`);
}

function keyText(base64url: string | undefined): string {
  return Buffer.from(base64url ?? '', 'base64url').toString('base64');
}
