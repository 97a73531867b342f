import { rmSync } from 'node:fs';
import { settleLanServer } from '../../provisioning/lan/lan-folder.js';
import { nodePaths } from '../../provisioning/node-folder.js';
import { lanWish } from './lan-folder.js';

/** Makes a LAN's authority and certificate over and over, until it is killed. */
const dir = process.argv[2] ?? '';
const { lanAuthority, lanServer } = nodePaths(dir);
process.stdout.write('begins\n');
for (;;) {
  settleLanServer(dir, lanWish);
  rmSync(lanServer);
  rmSync(lanAuthority);
}
