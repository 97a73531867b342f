import { parseArgs } from 'node:util';
import { Problem } from '../protocol/problem.js';
import { problems } from '../protocol/problems.js';
import { parseInnerSubnet } from '../protocol/tunnel/inner-subnet.js';
import { isInterfaceName } from '../protocol/tunnel/interface-name.js';
import { PeerServer } from './peer-server.js';
import { WireguardPeers } from './wireguard-peers.js';

/**
 * The small privileged program beside the hub: it lists, adds and removes the peers of one WireGuard interface, and does
 * nothing else. It needs CAP_NET_ADMIN and no file of the hub.
 */
async function run(): Promise<void> {
  const { socket, interface: interfaceName, subnet, wg } = readArguments();
  if (socket === undefined || subnet === undefined || !isInterfaceName(interfaceName)) {
    throw new Problem('usage-wrong', usage);
  }
  const peers = new WireguardPeers(wg, interfaceName);
  const server = new PeerServer({ path: socket, subnet: parseInnerSubnet(subnet), peers });
  await server.start();
  process.stdout.write(`${JSON.stringify({ ready: true, interface: interfaceName })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void server.stop());
}

const usage = '--socket PATH --interface NAME --subnet 10.86.0.0/16 [--wg /usr/bin/wg]';

function readArguments() {
  const text = { type: 'string' } as const;
  try {
    const options = { socket: text, interface: text, subnet: text, wg: { ...text, default: '/usr/bin/wg' } } as const;
    return parseArgs({ options }).values;
  } catch (cause) {
    throw new Problem('usage-wrong', usage, [], { cause });
  }
}

run().catch((cause: unknown) => {
  const text = cause instanceof Problem ? `${cause.code} ${cause.detail}` : String(cause);
  process.stderr.write(`carnet-peers: ${text}\n`);
  process.exitCode = cause instanceof Problem ? problems[cause.code].exit : 1;
});
