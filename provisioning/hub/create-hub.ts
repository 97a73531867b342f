import { X509Certificate } from 'node:crypto';
import { openJournal } from '../../journal/open.js';
import { hubCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { issueCertificate } from '../certificates/authority.js';
import { inspectCertificate } from '../certificates/inspect.js';
import { type AuthorityPair, certifyIssuing, createRoot } from '../certificates/issuing-authority.js';
import { type MakeKeyPair, newKeyPair, publicKeyPemOf } from '../certificates/key-pair.js';
import { authorityKeyBits, hubRenewMilliseconds, leafKeyBits } from '../certificates/profile.js';
import { createKeySlots, unlockDataKey } from '../custody/key-slots.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { lockFolder } from '../folder/lock.js';
import {
  authorityOf,
  type HubIdentity,
  type HubNode,
  holdsNode,
  type Identity,
  type NetworkAddress,
  nodePaths,
  readIdentity,
  readNode,
  writeIdentity,
  writeNode,
} from '../node-folder.js';

export interface HubPlan {
  readonly dir: string;
  readonly name: string;
  /** Names and IPv4 addresses of the hub beside localhost; the first is told to sites. */
  readonly hosts: readonly string[];
  readonly https: NetworkAddress;
  readonly mqtt: NetworkAddress;
  readonly http?: NetworkAddress;
  readonly nowMilliseconds: number;
  readonly makeKeyPair?: MakeKeyPair;
  /**
   * Puts the root where it stays, and says what opens it: nothing of its key is kept here (rule E36), and the folder is no
   * hub before that is done (rule E43). Where left out, the root is forgotten.
   */
  readonly keepRoot?: (root: AuthorityPair) => Promise<void> | void;
}

/**
 * Makes a hub's folder: keys, database, root and issuing authority, certificate, and `node.json` last. Interrupted half-way
 * it may be run again. The issuing authority's key lies in the folder, mode 0600: guard the machine as you would guard it.
 * @throws Problem `already-exists` when the folder holds a node
 */
export async function createHub(plan: HubPlan): Promise<HubNode> {
  const { dir, name, hosts, https, mqtt, http, nowMilliseconds, makeKeyPair = newKeyPair, keepRoot } = plan;
  if (holdsNode(dir)) throw new Problem('already-exists', `${dir} holds a node`);
  makePrivateFolder(dir);
  const lock = lockFolder(dir);
  try {
    const begun = readTextIfThere(nodePaths(dir).keySlots) !== undefined;
    const key = begun ? await unlockDataKey(dir) : createKeySlots(dir);
    openJournal({ file: nodePaths(dir).journal, key, role: 'hub', site: hubCode, epoch: 1 }).close();
    const root = await createRoot(name, nowMilliseconds, makeKeyPair);
    const below = { root, trustPem: root.certificatePem };
    writeIdentity(dir, await makeHubIdentity({ ...below, hosts, nowMilliseconds, makeKeyPair }));
    await keepRoot?.(root);
    const node: HubNode = {
      kind: 'hub',
      code: hubCode,
      name,
      epoch: 1,
      https,
      mqtt,
      publicHost: hosts[0] ?? '',
      hosts,
      ...(http === undefined ? {} : { http }),
    };
    writeNode(dir, node);
    return node;
  } finally {
    lock.release();
  }
}

/** A new issuing authority below a root, and what the hub proves itself with, signed by it. @param trustPem the bundle that is trusted */
export async function makeHubIdentity({
  root,
  trustPem,
  hosts,
  nowMilliseconds,
  makeKeyPair,
}: Required<Pick<HubPlan, 'hosts' | 'nowMilliseconds' | 'makeKeyPair'>> & {
  readonly root: AuthorityPair;
  readonly trustPem: string;
}): Promise<Identity> {
  const issuing = await makeKeyPair(authorityKeyBits);
  const { publicKeyPem, privateKeyPem } = await makeKeyPair(leafKeyBits);
  const hub: HubIdentity = {
    authorityPem: trustPem,
    authorityKeyPem: issuing.privateKeyPem,
    issuingPem: certifyIssuing(root, issuing.publicKeyPem, nowMilliseconds),
  };
  const request = { code: hubCode, publicKeyPem, extraHosts: hosts, nowMilliseconds };
  return { ...hub, keyPem: privateKeyPem, certificatePem: issueCertificate(authorityOf(hub), request) };
}

/** Signs the hub a new certificate for its key when the old one ends soon, or another authority signed it; returns whether it did. */
export function renewHubCertificate(dir: string, nowMilliseconds: number): boolean {
  const node = readNode(dir);
  const { authorityKeyPem, ...identity } = readIdentity(dir);
  if (node.kind !== 'hub' || authorityKeyPem === undefined) return false;
  const { certificatePem, keyPem } = identity;
  const authority = authorityOf({ ...identity, authorityKeyPem });
  const isUnderAuthority = new X509Certificate(certificatePem).checkIssued(
    new X509Certificate(authority.certificatePem),
  );
  const leftMilliseconds = inspectCertificate(certificatePem).notAfterMilliseconds - nowMilliseconds;
  if (isUnderAuthority && leftMilliseconds > hubRenewMilliseconds) return false;
  const publicKeyPem = publicKeyPemOf(keyPem);
  const request = { code: hubCode, publicKeyPem, extraHosts: node.hosts, nowMilliseconds };
  writeFileAtomically(nodePaths(dir).certificate, issueCertificate(authority, request));
  return true;
}
