import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { causeWords, stateWords } from '../../protocol/links/link-words.js';
import { hubServerName } from '../certificates/profile.js';
import { systemErrorCode } from '../folder/atomic-file.js';
import type { Identity, NetworkAddress, NodeDescription, NodeLink } from '../node-folder.js';
import { formatTime } from '../time-text.js';
import type { LinkStatus } from '../verbs/link-verbs.js';
import type { Words } from '../words.js';
import { type Finding, fault, ok, warn } from './finding.js';
import { careGoesOn, nothingTouched } from './safe-words.js';

const connectMillisecondsMax = 5_000;

/** While no program runs, its ports must be free. */
export async function checkPorts(node: NodeDescription, running: boolean): Promise<readonly Finding[]> {
  if (running) return [];
  const addresses = [node.https, ...(node.http ? [node.http] : []), ...(node.kind === 'hub' ? [node.mqtt] : [])];
  return Promise.all(addresses.map(checkPort));
}

/** Through each link, a TLS 1.3 session with the hub that OpenSSL accepts. */
export async function checkHub(node: NodeDescription, identity: Identity): Promise<readonly Finding[]> {
  return node.kind === 'hub' ? [] : Promise.all(node.links.map((link) => checkLink(link, identity)));
}

const checkIt = {
  en: 'check the cable, the link and that the hub runs: carnet links check',
  fr: 'vérifiez le câble, la liaison et que le central tourne : carnet links check',
} as const;

/** States in which a link is there, or needs nobody. */
const wellStates = new Set(['active', 'standby', 'asleep']);

/** The links as the running program sees them: to ask the hub again would cost bytes, and prove less. */
export function judgeRunningLinks(links: readonly LinkStatus[]): readonly Finding[] {
  return links.map(({ name, running }) => {
    const about = ['link', name] as const;
    if (running === undefined) return ok(about, 'unknown', 'inconnue');
    const { state, cause, since } = running;
    const [stateSaid, causeSaid] = [wordsOf(stateWords, state), wordsOf(causeWords, cause)];
    const from = formatTime(since);
    if (wellStates.has(state)) return ok(about, `${stateSaid.en} since ${from}`, `${stateSaid.fr} depuis ${from}`);
    const what = {
      en: `${stateSaid.en} since ${from}: ${causeSaid.en}`,
      fr: `${stateSaid.fr} depuis ${from} : ${causeSaid.fr}`,
    };
    return warn(about, what, careGoesOn, checkIt);
  });
}

function wordsOf(words: Readonly<Record<string, Words>>, code: string): Words {
  return words[code] ?? { en: code, fr: code };
}

function checkPort({ host, port }: NetworkAddress): Promise<Finding> {
  const name = ['port', `${port}`] as const;
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', (cause) => {
      const code = systemErrorCode(cause) ?? '';
      const what =
        code === 'EADDRINUSE'
          ? { en: 'in use by another program', fr: 'occupé par un autre programme' }
          : { en: code, fr: code };
      const todo = {
        en: 'stop that program, or change the port in node.json',
        fr: 'arrêtez ce programme, ou changez le port dans node.json',
      };
      resolve(fault(name, what, nothingTouched, todo));
    });
    server.listen(port, host, () => server.close(() => resolve(ok(name, 'free', 'libre'))));
  });
}

function checkLink(link: NodeLink, identity: Identity): Promise<Finding> {
  const name = ['link', link.name] as const;
  const { keyPem, certificatePem, authorityPem } = identity;
  const address = `${link.hub.host}:${link.hub.port}`;
  return new Promise((resolve) => {
    const socket = connect({
      ...link.hub,
      servername: hubServerName,
      key: keyPem,
      cert: certificatePem,
      ca: [authorityPem],
      minVersion: 'TLSv1.3',
      timeout: connectMillisecondsMax,
    });
    const finish = (finding: Finding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.on('secureConnect', () => finish(ok(name, `hub reached at ${address}`, `central joint à ${address}`)));
    socket.on('timeout', () =>
      finish(warn(name, { en: `${address} does not answer`, fr: `${address} ne répond pas` }, careGoesOn, checkIt)),
    );
    socket.on('error', (cause) => {
      const code = systemErrorCode(cause) ?? 'TLS';
      finish(warn(name, { en: `${address}: ${code}`, fr: `${address} : ${code}` }, careGoesOn, checkIt));
    });
  });
}
