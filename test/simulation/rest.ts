import type { LaneCursor } from '../../protocol/control/durability.js';
import type { Beside } from './beside.js';
import { readmitCopies, writeAtCopies } from './disasters.js';
import type { Shape } from './shape.js';
import type { World } from './world.js';

/** A lane that was refused for good is tried again after ten minutes, and a merge waits as long for an ancestor. */
const restMillisecondsMax = 40 * 60_000;
const stepMilliseconds = { least: 1_000, most: 30_000 };

/** Heals the network and the boxes, and waits until nothing moves any more. What hinders it, in words; nothing once a promise is broken. */
export async function comeToRest(world: World, shape: Shape): Promise<string[]> {
  const { time, network } = world;
  network.heal();
  for (const { links } of world.boxes) for (const { cable } of links) cable.state = 'up';
  if (shape.mendsClocks) for (const box of world.boxes) box.clockOffsetMilliseconds = 0;
  world.note('the network is fair from now on');
  const endMilliseconds = time.elapsedMilliseconds + restMillisecondsMax;
  let step = stepMilliseconds.least;
  let moving: string | undefined;
  let isWritten = !shape.writesAtCopies;
  let readmitted = false;
  do {
    if (world.broken.length > 0) return [];
    await time.runUntil(time.elapsedMilliseconds + step);
    step = Math.min(step * 1.5, stepMilliseconds.most);
    moving = await whatMoves(world);
    if (moving !== undefined || world.copies.length === 0) continue;
    if (!isWritten) {
      isWritten = true;
      writeAtCopies(world);
      moving = 'people write at copies';
    } else if (!readmitted) {
      readmitted = true;
      await readmitCopies(world);
      moving = 'copies are readmitted';
    }
  } while (moving !== undefined && time.elapsedMilliseconds < endMilliseconds);
  for (const box of world.boxes) world.program(box)?.settle();
  return moving === undefined ? [] : [`it does not come to rest: ${moving}`];
}

/** What is not where it belongs yet. */
async function whatMoves(world: World): Promise<string | undefined> {
  const hub = world.program(world.hub);
  if (hub === undefined) return 'the hub is down';
  const { hubEpoch } = await hub.store.sync.identity();
  for (const box of [...world.sites, ...world.copies]) {
    const site = world.program(box);
    if (site === undefined) return `${box.name} is down`;
    if (site.isRefused) continue;
    if (!site.isConnected) return `${box.name} has not spoken with the hub`;
    const { epoch, hubEpoch: known } = await site.store.sync.identity();
    if (known !== hubEpoch) return `${box.name} has not heard of the hub`;
    const up = { direction: 'up', site: box.code, epoch } as const;
    const down = { direction: 'dn', site: box.code, epoch: hubEpoch } as const;
    const written = await site.store.sync.heads(up);
    const lane = firstBehind(written, await hub.store.sync.received(up));
    if (lane !== undefined) return `lane ${lane} of ${box.name} is not all at the hub`;
    const feed = firstBehind(await hub.store.sync.heads(down), await site.store.sync.received(down));
    if (feed !== undefined) return `lane ${feed} of the feed is not all at ${box.name}`;
    const acknowledged = await site.store.sync.acknowledged(up);
    const unheard = acknowledged.find(({ pending }) => pending > 0);
    if (unheard !== undefined) return `${box.name} has not heard of lane ${unheard.lane}`;
    const { newest } = await hub.store.anchors.standing(box.code);
    if ((await hub.store.erasures.unconfirmed(box.code, 1)).length > 0) return `${box.name} has not erased all`;
    if (newest.count !== (await site.store.audit.mark()).count) return `the audit of ${box.name} is not anchored`;
  }
  return world.read(world.hub, workBehind);
}

function firstBehind(
  heads: readonly LaneCursor[],
  received: readonly { readonly lane: number; readonly durable: { readonly seq: number } }[],
): number | undefined {
  return heads.find(({ lane, seq }) => received.find((item) => item.lane === lane)?.durable.seq !== seq)?.lane;
}

/** What the hub has not done behind the commit. */
function workBehind(database: Beside): string | undefined {
  const number = (text: string) => Number(database.prepare(text).pluck().get() ?? 0);
  const newest = number('SELECT max(id) FROM version');
  if (number("SELECT version FROM progress WHERE name = 'fan-out 0'") < newest) return 'fan-out is behind';
  if (number('SELECT count(*) FROM snapshot') > 0) return 'a snapshot is not all fed';
  if (number('SELECT count(*) FROM resource WHERE concurrent = 1') > 0) return 'versions are not merged';
  return undefined;
}
