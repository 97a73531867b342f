import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { certificatesIn, pemOf } from '../certificates/pem.js';
import { makePrivateFolder, readTextIfThere, systemErrorCode, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';
import { readBundle } from './bundle.js';

/** One answer holds so many; who asks again gets the next. */
const bundlesAtOnceMax = 8;

/**
 * Puts a bundle in the place of the one that is trusted. Both are kept: the earlier one for what its roots have signed, the
 * new one for who missed it (rules E37, E40). The trusted one is written last: cut off before, nothing has happened.
 */
export function replaceBundle(dir: string, text: string): void {
  const paths = nodePaths(dir);
  const held = readTextIfThere(paths.authority) ?? text;
  writeKeptBundles(dir, [held, text]);
  writeFileAtomically(paths.authority, text);
}

/** All bundles that a node has trusted, the earliest first; the last is the one that it trusts. */
export function keptBundles(dir: string, trustedText: string): readonly string[] {
  const { version } = readBundle(trustedText);
  const earlier = versionsIn(dir).filter((each) => each < version);
  return [...earlier.flatMap((each) => readTextIfThere(pathOfVersion(dir, each)) ?? []), trustedText];
}

/** Puts bundles that were trusted where the next one finds them; none of them is trusted by that. */
export function writeKeptBundles(dir: string, texts: readonly string[]): void {
  makePrivateFolder(nodePaths(dir).bundles);
  for (const each of texts) writeFileAtomically(pathOfVersion(dir, readBundle(each).version), each);
}

/** The bundles that followed a version, the earliest first. */
export function bundlesAfter(dir: string, version: number): readonly string[] {
  const trusted = readBundle(readTextIfThere(nodePaths(dir).authority) ?? '').version;
  return versionsIn(dir)
    .filter((each) => each > version && each <= trusted)
    .slice(0, bundlesAtOnceMax)
    .flatMap((each) => readTextIfThere(pathOfVersion(dir, each)) ?? []);
}

/** All roots that a node has ever trusted, PEM: for what was signed while they were, and is known besides (rule E37). */
export function everTrusted(dir: string, trustedText: string): string {
  const texts = [trustedText, ...versionsIn(dir).flatMap((each) => readTextIfThere(pathOfVersion(dir, each)) ?? [])];
  const roots = texts.flatMap((text) => certificatesIn(text));
  return [...new Map(roots.map((root) => [certificateFingerprintOf(root), root])).values()].map(pemOf).join('');
}

function versionsIn(dir: string): readonly number[] {
  const versions = namesIn(nodePaths(dir).bundles).flatMap((name) => /^(\d+)\.pem$/.exec(name)?.[1] ?? []);
  return versions.map(Number).sort((left, right) => left - right);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return [];
    throw cause;
  }
}

function pathOfVersion(dir: string, version: number): string {
  return join(nodePaths(dir).bundles, `${version}.pem`);
}
