import { mkdirSync } from 'node:fs';
import { parseSiteCode } from '../../protocol/ids.js';
import { type LanWish, settleLanServer } from '../../provisioning/lan/lan-folder.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { temporaryFolder } from './temporary-folder.js';

export const lanCode = parseSiteCode('7KD');

export const lanWish: LanWish = {
  ...{ code: lanCode, addresses: ['192.168.1.10'] },
  ...{ floorMilliseconds: Date.now(), nowMilliseconds: Date.now() },
};

/** A folder with the LAN's authority and a certificate. */
export function lanFolder(t: { teardown(remove: () => void): unknown }) {
  const dir = temporaryFolder(t);
  mkdirSync(nodePaths(dir).identity, { mode: 0o700 });
  return { dir, paths: nodePaths(dir), settled: settleLanServer(dir, lanWish) };
}
