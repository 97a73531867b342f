import type { OutgoingKind } from '../../../record/privacy/outgoing.js';
import type { Import, SourceFile } from './project.js';

/** Modules of the product that send messages of the closed list (rule R42). */
const senders: Readonly<Record<string, readonly OutgoingKind[]>> = {
  'central-hub/alerts/sending/mail-channel.ts': ['alert-mail', 'alert-digest', 'alert-test'],
  'central-hub/alerts/sending/webhook-channel.ts': ['alert-post', 'alert-test-post'],
  'fhir-api/subscriptions/hook-request.ts': ['hook-greeting', 'hook-notice', 'hook-record'],
  'edge-agent/links/captive/ask-plainly.ts': ['captive-question'],
};

/** Modules that could send and do not: they are asked, talk to the hospital's own nodes or to their machine, or take names alone. */
const quiet: Readonly<Record<'listens' | 'own nodes' | 'this machine' | 'sends nothing', readonly string[]>> = {
  listens: [
    'central-hub/broker/aedes-transport.ts',
    'central-hub/http/alive-listener.ts',
    'config/running/http-faces.ts',
    'config/running/https-redirect.ts',
    'config/running/secure-listener.ts',
    'provisioning/control/server.ts',
    'tunnel-peers/peer-server.ts',
  ],
  'own nodes': [
    'central-hub/probes/probe-responder.ts',
    'edge-agent/links/mqtt-connection.ts',
    'edge-agent/links/probing/probe-socket.ts',
    'provisioning/doctor/network-checks.ts',
    'provisioning/enrolment/hub-client.ts',
    'provisioning/tunnel/check/measure-path.ts',
    'provisioning/tunnel/check/reach-hub.ts',
    'ui/kit/http/live.ts',
    'ui/kit/http/request.ts',
  ],
  'this machine': [
    'config/running/core-files.ts',
    'edge-agent/links/plugins/modem-plugin.ts',
    'edge-agent/links/plugins/starlink-plugin.ts',
    'journal/backup/copy-aside.ts',
    'provisioning/commands/run-program.ts',
    'provisioning/control/ask-socket.ts',
    'provisioning/custody/tpm.ts',
    'provisioning/demo/node-process.ts',
    'provisioning/demo/port-in-use.ts',
    'provisioning/demo/relay/datagram-leg.ts',
    'provisioning/demo/relay/relay-control.ts',
    'provisioning/demo/relay/tcp-relay.ts',
    'provisioning/demo/site-client.ts',
    'provisioning/machine/ask-own-site.ts',
    'provisioning/machine/read-hardware.ts',
    'provisioning/machine/run-command.ts',
    'provisioning/tunnel/check/system-facts.ts',
    'provisioning/upgrade/as-owner.ts',
    'provisioning/upgrade/site-service.ts',
    'tunnel-peers/wireguard-peers.ts',
  ],
  'sends nothing': [
    'config/running/authorities.ts',
    'edge-agent/links/captive/known-places.ts',
    'edge-agent/links/link-setup.ts',
    'edge-agent/links/metering/link-meter.ts',
    'fhir-api/session/keys/key-place.ts',
    'fhir-api/subscriptions/endpoint-address.ts',
    'provisioning/commands/links/render.ts',
    'provisioning/commands/privacy/breach-options.ts',
    'provisioning/lan/lan-names.ts',
    'provisioning/node-folder.ts',
  ],
};

/** What can send: parts of Node, and every package that is not known to stay within the process. */
const sendingModules = /^node:(http|https|http2|net|tls|dgram|dns|dns\/promises|child_process)$/;
const quietPackages: ReadonlySet<string> = new Set([
  ...['pino', '@fastify/static', '@fastify/cookie', '@simplewebauthn/server', 'qrcode', 'better-sqlite3', 'commander'],
  ...['node-forge', '@zxcvbn-ts/core', '@zxcvbn-ts/language-common', '@zxcvbn-ts/language-fr', '@medplum/core'],
  ...['preact', 'preact/hooks', 'uplot', 'uplot/dist/uPlot.min.css', '@grpc/proto-loader'],
]);
const sendingCalls = /\bfetch\(|\bnew (WebSocket|EventSource|XMLHttpRequest|Request)\b|\bsendBeacon\(/;

const isProduct = (path: string) => !/^(test|scripts)\/|^ui\/[^/]+$/.test(path);

/** Modules of the product that could send. */
export function couldSend(files: readonly SourceFile[], imports: readonly Import[]): readonly string[] {
  const importing = imports
    .filter(({ from, relative, typeOnly }) => isProduct(from) && !relative && !typeOnly)
    .filter(({ to }) => (to.startsWith('node:') ? sendingModules.test(to) : !quietPackages.has(to)))
    .map(({ from }) => from);
  const calling = files.filter(({ path, text }) => isProduct(path) && sendingCalls.test(text)).map(({ path }) => path);
  return [...new Set([...importing, ...calling])].toSorted();
}

/** What is wrong with what is known of the senders, against the modules that could send and the closed list. */
export function unknownSenders(could: readonly string[], kinds: readonly OutgoingKind[]): readonly string[] {
  const known = [...Object.keys(senders), ...Object.values(quiet).flat()];
  const sent = new Set(Object.values(senders).flat());
  return [
    ...could.filter((path) => !known.includes(path)).map((path) => `${path} could send, and is not known to`),
    ...known.filter((path) => !could.includes(path)).map((path) => `${path} sends no more`),
    ...kinds.filter((kind) => !sent.has(kind)).map((kind) => `nobody sends ${kind}`),
  ];
}
