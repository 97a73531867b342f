import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type LinkName, parseLinkName, parseSiteCode, type SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { isInterfaceName } from '../protocol/tunnel/interface-name.js';
import { isTunnelKey } from '../protocol/tunnel/tunnel-key.js';
import { boxNumberMax } from '../record/identity/box-number.js';
import type { Authority } from './certificates/authority.js';
import { certificatesIn, pemOf, privateKeyIn } from './certificates/pem.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from './folder/atomic-file.js';

/** Where a server listens, or where one is reached. */
export interface NetworkAddress {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

/** A link of a site and the hub's MQTT address as seen through it. */
export interface NodeLink {
  readonly name: LinkName;
  readonly kind: 'fibre' | 'cellular' | 'starlink' | 'geo' | 'other';
  readonly metered: boolean;
  /** Bytes a month, where metered. */
  readonly budgetBytes?: number;
  /** What it does while another link works, where metered; without, as the site's settings say. */
  readonly standby?: 'cold' | 'warm' | 'asleep';
  readonly hub: NetworkAddress;
  /** Where the hub's answers to probes are reached; without, at the host of `hub` and the port that the welcome names. */
  readonly probe?: NetworkAddress;
  /** This machine's own IP address on the link, that everything over it is sent from; without, the system chooses. */
  readonly localAddress?: string;
  /** The network device that the link leaves this machine by, e.g. `eth1`; without, its equipment is found otherwise. */
  readonly device?: string;
  /** Absent where the link is plain mutual TLS. */
  readonly tunnel?: LinkTunnel;
}

/** A link's WireGuard tunnel; its private key is `tunnels/LINK.key` in the folder. */
export interface LinkTunnel {
  /** What the operating system calls it; 15 characters at most. */
  readonly interfaceName: string;
  /** This end's. */
  readonly publicKey: string;
  readonly hubPublicKey: string;
  /** Where the hub's WireGuard is reached, the preferred one first. */
  readonly endpoints: readonly NetworkAddress[];
  /** The hub inside of the tunnel. */
  readonly hubAddress: string;
  /** Bytes. */
  readonly mtu: number;
  /** 0: none, as on a metered link. */
  readonly keepaliveSeconds: number;
}

interface AnyNode {
  readonly code: SiteCode;
  readonly name: string;
  /** The epoch of the node's log; at the hub, the hub epoch. */
  readonly epoch: number;
  /** The HTTPS listener. */
  readonly https: NetworkAddress;
  /** A plain HTTP listener for this machine's own browsers; on loopback only. */
  readonly http?: NetworkAddress;
  /** Present in a demo folder only. */
  readonly demo?: { readonly relaySocket?: string };
}

export interface HubNode extends AnyNode {
  readonly kind: 'hub';
  /** The MQTT listener (TLS). */
  readonly mqtt: NetworkAddress;
  /** Where sites reach it, told to each as it joins; '' where they keep the name that they enrolled under. */
  readonly publicHost: string;
  /** All names and addresses in its certificate, beside localhost. */
  readonly hosts: readonly string[];
}

export interface SiteNode extends AnyNode {
  readonly kind: 'site';
  readonly region: string;
  /** By the hub's clock, milliseconds since 1970; an order about keys that was given before is of another box (rule K14). */
  readonly joinedMilliseconds?: number;
  /** The preferred one first. */
  readonly links: readonly NodeLink[];
  readonly hub: { readonly name: string; readonly url: string };
  /** Names the invite that made it a site (rule E18); says nothing about the code. Absent in folders of an earlier day. */
  readonly joinedWith?: string;
  /** Which of the site's boxes it is, 1 to 31, as its one-time code said (rule E30). Absent in folders of an earlier day. */
  readonly boxNumber?: number;
  /** It works under its own certificate and has no links yet: the hub has not enrolled it (rule E22). */
  readonly provisional?: boolean;
}

/** What `node.json` says. */
export type NodeDescription = HubNode | SiteNode;

/** The folder of keys and certificates, and its files. */
function identityPaths(dir: string) {
  return {
    identity: join(dir, 'identity'),
    key: join(dir, 'identity', 'key.pem'),
    certificate: join(dir, 'identity', 'cert.pem'),
    /** At a site: what it asked for and does not use yet, and what it used before (rule T27). */
    nextKey: join(dir, 'identity', 'next-key.pem'),
    nextCertificate: join(dir, 'identity', 'next-cert.pem'),
    beforeKey: join(dir, 'identity', 'before-key.pem'),
    beforeCertificate: join(dir, 'identity', 'before-cert.pem'),
    authority: join(dir, 'identity', 'ca.pem'),
    /** At a hub of before: the key of its one authority. */
    authorityKey: join(dir, 'identity', 'ca-key.pem'),
    /** At a hub: the key and the certificate of its issuing authority, in one file so that they change together. */
    issuing: join(dir, 'identity', 'issuing.pem'),
    /** At a hub: an issuing authority that is asked for, or waits for its turn; and the key of the seals on its feeds. */
    nextIssuing: join(dir, 'identity', 'issuing-next.pem'),
    feedSealKey: join(dir, 'identity', 'feed-seal.key'),
    /** At a site: the authority of its LAN with its key, and what it shows there (rules T40, T41). */
    lanAuthority: join(dir, 'identity', 'lan-authority.pem'),
    lanServer: join(dir, 'identity', 'lan-server.pem'),
    /** Each bundle of roots that was trusted, by its version. */
    bundles: join(dir, 'identity', 'trust'),
  } as const;
}

/** Every file of a node's folder. */
export function nodePaths(dir: string) {
  return {
    node: join(dir, 'node.json'),
    /** Settings that differ from the default, where there are any. */
    settings: join(dir, 'settings.json'),
    ...identityPaths(dir),
    /** At a hub: the root, until it is carried away. */
    root: join(dir, 'root-key.carnet'),
    keySlots: join(dir, 'key-slots.json'),
    slotToken: join(dir, 'slot.token'),
    /** While a wipe is carried out. */
    wiping: join(dir, 'wiping.json'),
    /** While the databases take another key. */
    rotation: join(dir, 'key-rotation.json'),
    /** Private keys of the tunnels, one a file, and at the hub its public one. */
    tunnels: join(dir, 'tunnels'),
    journal: join(dir, 'journal.db'),
    attachments: join(dir, 'attachments.db'),
    /** What the links have shown; made anew when it is lost. */
    telemetry: join(dir, 'telemetry.db'),
    backups: join(dir, 'backups'),
    /** At a site: where its backups stand, and what their drills showed. */
    backupState: join(dir, 'backups.json'),
    /** At the hub: the backups that sites keep there. */
    siteBackups: join(dir, 'site-backups'),
    lock: join(dir, 'lock'),
    controlSocket: join(dir, 'control.sock'),
    /** At a site: what is committed and may have been sent, and the tokens of its runs; at the hub, what it had committed. */
    witness: join(dir, 'witness.json'),
    lease: join(dir, 'lease.json'),
    /** The earliest that it can be. */
    clock: join(dir, 'clock.json'),
    /** At the hub: who was revoked, also where the database is of an earlier day. */
    revocations: join(dir, 'revocations.json'),
    /** At a site: what the hub has confirmed of the audit, also where the database is of an earlier day. */
    auditReceipts: join(dir, 'audit-receipts.json'),
    /** What was erased by order of law, also where the database is of an earlier day. */
    erasures: join(dir, 'erasures.json'),
    /** Who was shut out, also where the database is of an earlier day. */
    accounts: join(dir, 'accounts.json'),
    /** At a site: the last health identifier that it gave, also where the database is of an earlier day. */
    healthIds: join(dir, 'health-ids.json'),
    /** At a site: what its metered links have used of their month. */
    budgets: join(dir, 'budgets.json'),
    /** And what it has learnt of its links. */
    learntLinks: join(dir, 'links.json'),
    pendingJoin: join(dir, 'join-pending.json'),
    /** What resources are checked by beside FHIR R4 itself. */
    profiles: join(dir, 'profiles.json'),
  } as const;
}

/** Whether the folder holds a node; `node.json` is the last file that set-up writes. */
export function holdsNode(dir: string): boolean {
  return existsSync(nodePaths(dir).node);
}

/** @throws Problem `folder-not-initialised`, `body-malformed` when `node.json` was damaged, `permission-denied` */
export function readNode(dir: string): NodeDescription {
  const path = nodePaths(dir).node;
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('folder-not-initialised', dir);
  try {
    return parseNode(JSON.parse(text));
  } catch (cause) {
    throw new Problem('body-malformed', path, [], { cause });
  }
}

/** Writes `node.json` whole or not at all, and makes the folder when it is missing. */
export function writeNode(dir: string, node: NodeDescription): void {
  makePrivateFolder(dir);
  writeFileAtomically(nodePaths(dir).node, `${JSON.stringify(node, null, 2)}\n`);
}

/** The node's key and certificates, PEM. */
export interface Identity {
  readonly keyPem: string;
  readonly certificatePem: string;
  /** The bundle of roots that the node trusts (rule E34). */
  readonly authorityPem: string;
  /** The hub's only: the key that signs certificates of sites. */
  readonly authorityKeyPem?: string;
  /** The hub's only: the certificate of that key; absent at a hub of before, where it is `authorityPem`. */
  readonly issuingPem?: string;
}

/** Of a hub. */
export type HubIdentity = Pick<Identity, 'authorityPem' | 'issuingPem'> & { readonly authorityKeyPem: string };

/** What a hub signs with. */
export function authorityOf({ authorityPem, authorityKeyPem, issuingPem }: HubIdentity): Authority {
  // At a hub of before that has announced a root, the bundle's first one is its own.
  const certificatePem = issuingPem ?? pemOf(certificatesIn(authorityPem)[0]);
  return { keyPem: authorityKeyPem, certificatePem, trustPem: authorityPem };
}

/** @throws Problem `folder-incomplete` with the file that is missing, `permission-denied` */
export function readIdentity(dir: string): Identity {
  const paths = nodePaths(dir);
  const read = (path: string) => {
    const text = readTextIfThere(path);
    if (text === undefined) throw new Problem('folder-incomplete', path);
    return text;
  };
  const issuing = readTextIfThere(paths.issuing);
  const authorityKeyPem = issuing === undefined ? readTextIfThere(paths.authorityKey) : privateKeyIn(issuing);
  return {
    keyPem: read(paths.key),
    certificatePem: read(paths.certificate),
    authorityPem: read(paths.authority),
    ...(authorityKeyPem === undefined ? {} : { authorityKeyPem }),
    ...(issuing === undefined ? {} : { issuingPem: issuing.slice(issuing.indexOf('-----BEGIN CERTIFICATE')) }),
  };
}

/** Writes each file of the identity whole or not at all, mode 0600 (rule E4). */
export function writeIdentity(dir: string, identity: Identity): void {
  const paths = nodePaths(dir);
  makePrivateFolder(paths.identity);
  const { authorityKeyPem, issuingPem } = identity;
  if (authorityKeyPem !== undefined) {
    if (issuingPem === undefined) writeFileAtomically(paths.authorityKey, authorityKeyPem);
    else writeFileAtomically(paths.issuing, `${authorityKeyPem}${issuingPem}`);
  }
  writeFileAtomically(paths.authority, identity.authorityPem);
  writeFileAtomically(paths.key, identity.keyPem);
  writeFileAtomically(paths.certificate, identity.certificatePem);
}

/** Checks what decisions rest on; the rest of the file is the program's own and is taken as it stands. */
function parseNode(value: NodeDescription): NodeDescription {
  parseSiteCode(value.code);
  checkAddress(value.https);
  if (value.http !== undefined) checkAddress(value.http);
  if (!Number.isSafeInteger(value.epoch) || value.epoch < 1) throw new Error('epoch');
  if (value.kind === 'hub') {
    checkAddress(value.mqtt);
    if (typeof value.publicHost !== 'string' || !Array.isArray(value.hosts)) throw new Error('hosts');
  } else {
    if (value.kind !== 'site') throw new Error('kind');
    const { boxNumber = 0 } = value;
    if (!Number.isInteger(boxNumber) || boxNumber < 0 || boxNumber > boxNumberMax) throw new Error('boxNumber');
    for (const link of value.links) {
      parseLinkName(link.name);
      checkAddress(link.hub);
      if (![undefined, 'cold', 'warm', 'asleep'].includes(link.standby)) throw new Error('standby');
      if (link.probe !== undefined) checkAddress(link.probe);
      if (link.localAddress !== undefined && isIP(link.localAddress) === 0) throw new Error('local address');
      if (link.device !== undefined && !isInterfaceName(link.device)) throw new Error('device');
      if (link.tunnel !== undefined) checkTunnel(link.tunnel);
    }
  }
  return value;
}

function checkTunnel(tunnel: LinkTunnel): void {
  const { interfaceName, publicKey, hubPublicKey, endpoints, hubAddress, mtu, keepaliveSeconds } = tunnel;
  if (!isInterfaceName(interfaceName)) throw new Error('interfaceName');
  if (!isTunnelKey(publicKey) || !isTunnelKey(hubPublicKey) || isIP(hubAddress) === 0) throw new Error('tunnel');
  if (!Array.isArray(endpoints) || endpoints.length === 0) throw new Error('endpoints');
  for (const endpoint of endpoints) checkAddress(endpoint);
  if (!Number.isInteger(mtu) || mtu < 576 || mtu > 9000) throw new Error('mtu');
  if (!Number.isInteger(keepaliveSeconds) || keepaliveSeconds < 0 || keepaliveSeconds > 65_535) {
    throw new Error('keepaliveSeconds');
  }
}

function checkAddress(address: NetworkAddress): void {
  const { host, port } = address;
  if (typeof host !== 'string' || host === '' || !Number.isInteger(port) || port < 0 || port > 65535) {
    throw new Error('address');
  }
}
