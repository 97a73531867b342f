import { createPrivateKey, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { certificateFingerprintOf, fitsKey, isIssuedFor, showsHub } from '../certificates/inspect.js';
import { extraHostsMax, hubServerName, isGrantableHost, siteServerName } from '../certificates/profile.js';
import { ClockFile } from '../clock/clock-file.js';
import { createKeySlots } from '../custody/key-slots.js';
import { holdsNode, type NetworkAddress, nodePaths, type SiteNode, writeIdentity, writeNode } from '../node-folder.js';
import { writeTunnelKey } from '../tunnel/tunnel-keys.js';
import { askHub, type HubReply } from './hub-client.js';
import { millisecondsOfNonce } from './hub-nonce.js';
import { deriveInviteSecret, type InviteSecret } from './invite-secret.js';
import { beginPath, type Enrolled, finishPath, parseBeginAnswer, parseFinishAnswer } from './message.js';
import { type OneTimeCode, parseOneTimeCode } from './one-time-code.js';
import { JoiningFolder, type PendingJoin } from './pending-join.js';
import { describeLinks } from './site-links.js';
import { type Asking, answerProof, type Greeting, hubProof, isSameProof, siteProof } from './transcript.js';

export interface JoinOptions {
  readonly dir: string;
  /** As it was typed. */
  readonly code: string;
  /** `https://HOST:PORT` of the hub; what leads there need not be trusted. */
  readonly hubUrl: string;
  readonly https: NetworkAddress;
  readonly http?: NetworkAddress;
  /** Names of this box on its LAN, beside localhost. */
  readonly extraHosts: readonly string[];
  /** The hub's MQTT address as seen through a link, by link name, where it is not what the hub says. */
  readonly linkAddresses: ReadonlyMap<string, NetworkAddress>;
  /** Whether to use the tunnels that the hub gives; as a rule yes. */
  readonly tunnels?: boolean;
}

/**
 * Makes this box a site: prove each other by the one-time code, get a certificate for a key that was made here, write
 * the folder (`node.json` last). Nothing is written when the code is wrong, used or expired (rule E6); after a lost
 * reply, the same call again goes on with the same key.
 * @throws Problem `invite-…`, `hub-unproven`, `hub-unreachable`, `already-exists`, `folder-in-use`, `usage-wrong`
 */
export async function join(options: JoinOptions): Promise<SiteNode> {
  const code = parseOneTimeCode(options.code);
  const url = parseHubUrl(options.hubUrl);
  checkExtraHosts(options.extraHosts);
  if (holdsNode(options.dir)) throw new Problem('already-exists', `${options.dir} holds a node`);
  const secret = await deriveInviteSecret(code);
  const proven = await meetHub(url, secret);
  const folder = new JoiningFolder(options.dir);
  try {
    const pending = await folder.keep(secret.inviteId, code);
    const enrolled = await askForCertificate({ url, code, secret, proven, pending, folder, options });
    const node = describeSite(enrolled, url, pending, options);
    new ClockFile(nodePaths(options.dir).clock).keep(proven.hubMilliseconds);
    writeSite(options.dir, node, enrolled, proven.authorityPem, pending);
    folder.forget();
    return node;
  } finally {
    folder.close();
  }
}

interface ProvenHub {
  readonly authorityPem: string;
  readonly greeting: Greeting;
  /** The time that it said, under the same proof. */
  readonly hubMilliseconds: number;
  readonly hasTunnels: boolean;
}

/** Learns the hub's authority, and believes it only by the code's proof and the certificate that the server showed. */
async function meetHub(url: URL, secret: InviteSecret): Promise<ProvenHub> {
  const { inviteId, proofKey } = secret;
  const siteNonce = randomBytes(32).toString('hex');
  const reply = await askHub(url, beginPath, { inviteId, siteNonce });
  const answer = readProvable(() => parseBeginAnswer(reply.body));
  const { authorityPem, hubNonce, hubProof: proof } = answer;
  const authorityFingerprint = readProvable(() => certificateFingerprintOf(authorityPem));
  const greeting: Greeting = { inviteId, siteNonce, hubNonce, authorityFingerprint };
  if (!isSameProof(proof, hubProof(proofKey, greeting))) throw new Problem('hub-unproven');
  const hubMilliseconds = millisecondsOfNonce(hubNonce) ?? 0;
  checkShownCertificate(reply, { authorityPem, hubMilliseconds });
  return { authorityPem, greeting, hubMilliseconds, hasTunnels: answer.tunnels === true };
}

/**
 * A relay in the middle can pass on the proof of the real hub, but not its key. The certificate must hold at the time that
 * the hub has proven, whatever this box's clock says (rule T22).
 */
function checkShownCertificate(
  { peerCertificate }: HubReply,
  { authorityPem, hubMilliseconds }: Pick<ProvenHub, 'authorityPem' | 'hubMilliseconds'>,
): void {
  const moment = { floorMilliseconds: hubMilliseconds, state: 'sure' } as const;
  if (!readProvable(() => showsHub({ authorityPem, hubName: hubServerName }, peerCertificate, moment))) {
    throw new Problem('hub-unproven', 'the certificate of the server is not the hub’s');
  }
}

interface Application {
  readonly url: URL;
  readonly code: OneTimeCode;
  readonly secret: InviteSecret;
  readonly proven: ProvenHub;
  readonly pending: PendingJoin;
  readonly folder: JoiningFolder;
  readonly options: JoinOptions;
}

/** Sends the request over a connection that OpenSSL verified against the proven authority, and checks the answer. */
async function askForCertificate(application: Application): Promise<Enrolled> {
  const { code, secret, proven, pending, options } = application;
  const asking: Asking = {
    ...{ ...proven.greeting, requestPem: pending.requestPem, extraHosts: options.extraHosts },
    ...(proven.hasTunnels && { tunnelKeys: pending.tunnelPairs.map(({ publicKey }) => publicKey) }),
  };
  const reply = await sendRequest(application, asking);
  const { answer, answerProof: proof } = readProvable(() => parseFinishAnswer(reply.body));
  if (!isSameProof(proof, answerProof(secret.proofKey, asking, answer))) throw new Problem('hub-unproven');
  const enrolled = readProvable(() => JSON.parse(answer) as Enrolled);
  const serverName = siteServerName(code.site);
  const isMine =
    enrolled.site === code.site &&
    isIssuedFor(proven.authorityPem, enrolled.certificatePem, serverName) &&
    fitsKey(enrolled.certificatePem, createPrivateKey(pending.pair.privateKeyPem));
  if (!isMine) throw new Problem('hub-unproven', 'the certificate is not for this box');
  return enrolled;
}

async function sendRequest({ url, secret, proven, folder }: Application, asking: Asking): Promise<HubReply> {
  const { authorityFingerprint: _, ...said } = asking;
  const message = { ...said, siteProof: siteProof(secret.proofKey, asking) };
  try {
    const { authorityPem, hubMilliseconds } = proven;
    const moment = { floorMilliseconds: hubMilliseconds, state: 'sure' } as const;
    return await askHub(url, finishPath, message, { authorityPem, moment });
  } catch (cause) {
    // Only the proven hub's own "no" forgets the key: any other failure may be a lost reply.
    if (cause instanceof Problem && isRefusedForGood(cause)) folder.forget();
    throw cause;
  }
}

function isRefusedForGood(problem: Problem): boolean {
  const codes = [
    'invite-unknown',
    'invite-used',
    'invite-expired',
    'certificate-refused',
    'request-other-name',
    'tunnel-key-taken',
  ];
  return [...codes, 'body-malformed'].includes(problem.code);
}

function describeSite(enrolled: Enrolled, url: URL, pending: PendingJoin, options: JoinOptions): SiteNode {
  const links = describeLinks({
    ...{ links: enrolled.links, tunnelPairs: pending.tunnelPairs, hubHost: url.hostname.replace(/^\[|\]$/g, '') },
    ...{ linkAddresses: options.linkAddresses, tunnels: options.tunnels ?? true },
  });
  return {
    kind: 'site',
    code: parseSiteCode(enrolled.site),
    name: enrolled.name,
    region: enrolled.region,
    epoch: enrolled.epoch,
    https: options.https,
    ...(options.http === undefined ? {} : { http: options.http }),
    links,
    hub: { name: enrolled.hubName, url: url.origin },
  };
}

/** `node.json` comes last: without it the folder is no node yet, and joining again goes on where it stopped. */
function writeSite(dir: string, node: SiteNode, enrolled: Enrolled, authorityPem: string, pending: PendingJoin): void {
  const { certificatePem } = enrolled;
  if (!existsSync(nodePaths(dir).keySlots)) createKeySlots(dir);
  writeIdentity(dir, { keyPem: pending.pair.privateKeyPem, certificatePem, authorityPem });
  node.links.forEach(({ name, tunnel }, index) => {
    const pair = pending.tunnelPairs[index];
    if (tunnel !== undefined && pair !== undefined) writeTunnelKey(dir, name, pair.privateKey);
  });
  writeNode(dir, node);
}

function parseHubUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') throw new Problem('usage-wrong', `the hub's address must be https://…: ${text}`);
  return url;
}

function checkExtraHosts(hosts: readonly string[]): void {
  if (hosts.length > extraHostsMax) throw new Problem('usage-wrong', `at most ${extraHostsMax} host names`);
  const wrong = hosts.find((host) => !isGrantableHost(host));
  if (wrong !== undefined) throw new Problem('usage-wrong', `not a host name or IPv4 address: ${wrong}`);
}

/** What a server that has proven nothing sends may be anything; it proves nothing either. */
function readProvable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Problem('hub-unproven', 'the answer is not a hub’s', [], { cause });
  }
}
