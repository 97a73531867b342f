import type { SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import {
  type InnerSubnet,
  innerAddress,
  parseInnerSubnet,
  tunnelNumberMin,
} from '../../protocol/tunnel/inner-subnet.js';
import type { TunnelWish } from '../fleet-store.js';
import { tunnelSql } from '../sql/tunnels.js';
import type { Connection } from '../sqlite/connection.js';

/**
 * Gives each link its tunnel, within the transaction that spends an invite (rule L21). A link keeps its number for as long
 * as its site is known; tunnels that the site does not ask for any more are retired.
 * @throws Problem `tunnel-key-taken` when another tunnel has one of the keys, `tunnel-subnet-full`
 */
export function grantTunnels(connection: Connection, site: SiteCode, wish: TunnelWish, atMilliseconds: number): void {
  const subnet = parseInnerSubnet(wish.subnet);
  connection.run(tunnelSql.retire, Math.floor(atMilliseconds), site);
  const known = new Map(connection.all(tunnelSql.ofSite, site).map((row) => [row.link, row]));
  // Links that keep their number come first: a new one may take what the site has given up.
  const keeping = [...wish.keys].sort((left, right) => Number(known.has(right.link)) - Number(known.has(left.link)));
  for (const { link, publicKey } of keeping) {
    const own = known.get(link);
    const holder = connection.one(tunnelSql.byKey, publicKey);
    if (holder !== undefined && holder.number !== own?.number) throw new Problem('tunnel-key-taken');
    const number = own !== undefined && own.number <= subnet.numberMax ? own.number : undefined;
    if (number !== undefined) {
      connection.run(tunnelSql.renew, publicKey, innerAddress(subnet, number), number);
      continue;
    }
    if (own !== undefined) connection.run(tunnelSql.remove, own.number);
    const given = freeNumber(connection, subnet);
    connection.run(tunnelSql.add, given, site, link, publicKey, innerAddress(subnet, given));
  }
}

/** Whether a site has these keys and no other, as after a reply that was lost. */
export function hasTunnels(connection: Connection, site: SiteCode, wish: TunnelWish | undefined): boolean {
  const live = connection.all(tunnelSql.ofSite, site).filter((row) => row.retiredMilliseconds === null);
  const keys = wish?.keys ?? [];
  const isKnown = (key: (typeof keys)[number]) =>
    live.some((row) => row.link === key.link && row.publicKey === key.publicKey);
  return live.length === keys.length && keys.every(isKnown);
}

/** A new number while there are any; then the lowest of a tunnel that nobody has a right to (rule L21). */
function freeNumber(connection: Connection, subnet: InnerSubnet): number {
  const next = Math.max(tunnelNumberMin, (connection.one(tunnelSql.last)?.number ?? 0) + 1);
  if (next <= subnet.numberMax) return next;
  const retired = connection.one(tunnelSql.firstRetired);
  if (retired === undefined || retired.number > subnet.numberMax) throw new Problem('tunnel-subnet-full');
  connection.run(tunnelSql.remove, retired.number);
  return retired.number;
}
