/**
 * A hospital and the hub at work in one process, under the shim: FOLDER SEED STEPS PLANT CHECKPOINT-PAGES FAIL. `FAIL` is an
 * order for the shim, given when half of the steps are done; a disk that failed ends the program as a power cut would.
 */
import { existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openAttachments } from '../../../journal/attachments/open-attachments.js';
import { type Journal, openJournal } from '../../../journal/open.js';
import { hubCode, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import { Problem } from '../../../protocol/problem.js';
import { addSite, testKey } from '../../support/journal-fixtures.js';
import { seededRandom } from '../../support/seeded-random.js';
import { firstBoxOf } from './first-box.js';
import { Marks, type NodeName } from './marks.js';
import { plantedDriver, plants } from './planted-driver.js';
import { Workload } from './workload.js';

const [folder = '', seed = '', steps = '', plantName = '', pages = '', fail = ''] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const marks = new Marks(folder);
const plant = plants.find((name) => name === plantName);
const checkpointPages = pages === '' ? undefined : Number(pages);
const openDriver = plantedDriver({ plant, checkpointPages, acknowledge: () => marks.finish() });
const codesFile = `${folder}-codes.json`;

const attachmentLimits = { contentBytesMax: 1e6, storeBytesMax: 1e9 };
const openAt = (path: string, role: NodeName, site: SiteCode): Journal =>
  openJournal({
    ...{ file: join(path, 'journal.db'), key: testKey, role, site, epoch: 1, openDriver },
    boxNumber: firstBoxOf(site),
  });
const openContents = () =>
  openAttachments({ ...attachmentLimits, file: join(folder, 'site', 'attachments.db'), key: testKey });

async function codesOf(hub: Journal): Promise<readonly [SiteCode, SiteCode]> {
  if (!existsSync(codesFile)) {
    writeFileSync(codesFile, JSON.stringify([await addSite(hub, 'first'), await addSite(hub, 'other')]));
  }
  const [first = '', other = ''] = JSON.parse(readFileSync(codesFile, 'utf8')) as string[];
  return [parseSiteCode(first), parseSiteCode(other)];
}

const hub = openAt(join(folder, 'hub'), 'hub', hubCode);
const [code, otherCode] = await codesOf(hub);
marks.say({ kind: 'code', code });
const site = openAt(join(folder, 'site'), 'site', code);
const other = { code: otherCode, journal: openAt(`${folder}-other`, 'site', otherCode) };
const nodes = { code, other, site, hub, attachments: openContents() };

function reopen(node: NodeName): void {
  nodes[node].close();
  if (node === 'hub') {
    nodes.hub = openAt(join(folder, 'hub'), 'hub', hubCode);
    return;
  }
  nodes.attachments.close();
  nodes.site = openAt(join(folder, 'site'), 'site', code);
  nodes.attachments = openContents();
}

const workload = new Workload({ nodes, marks, random, prefix: `s${seed}`, reopen });
try {
  for (let step = 0; step < Number(steps); step += 1) {
    if (fail !== '' && step === Math.floor(Number(steps) / 2)) {
      writeSync(openSync(join(folder, '.orders'), 'a'), fail);
    }
    await workload.step();
  }
} catch (error) {
  if (fail === '' || !(error instanceof Problem)) throw error;
  // No orderly end: what an orderly end would mend must hold without it.
  process.kill(process.pid, 'SIGKILL');
}
nodes.site.close();
nodes.hub.close();
nodes.attachments.close();
other.journal.close();
