import { Problem } from '../protocol/problem.js';
import { type InnerSubnet, isTunnelAddress } from '../protocol/tunnel/inner-subnet.js';
import { isTunnelKey } from '../protocol/tunnel/tunnel-key.js';

/** All that the peers program does. */
export type PeerRequest =
  | { readonly do: 'list' }
  | { readonly do: 'add'; readonly publicKey: string; readonly address: string }
  | { readonly do: 'remove'; readonly publicKey: string };

/**
 * One line of JSON, exactly one of the three forms and nothing beside (rule L22).
 * @param subnet that a peer's address must lie in, not as the hub's own
 * @throws Problem `body-malformed`, `forbidden` for an address that is not a tunnel's
 */
export function parsePeerRequest(line: string, subnet: InnerSubnet): PeerRequest {
  const fields = parseObject(line);
  const { do: verb, publicKey, address } = fields;
  const isExact = (...names: readonly string[]) => Object.keys(fields).sort().join() === names.join();
  if (verb === 'list' && isExact('do')) return { do: 'list' };
  if (verb === 'remove' && isExact('do', 'publicKey') && isTunnelKey(publicKey)) return { do: 'remove', publicKey };
  if (
    verb === 'add' &&
    isExact('address', 'do', 'publicKey') &&
    isTunnelKey(publicKey) &&
    typeof address === 'string'
  ) {
    if (!isTunnelAddress(subnet, address)) throw new Problem('forbidden', 'an address outside of the tunnels');
    return { do: 'add', publicKey, address };
  }
  throw new Problem('body-malformed', 'list, add {publicKey, address} or remove {publicKey}');
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Said below.
  }
  throw new Problem('body-malformed', 'one JSON object');
}
