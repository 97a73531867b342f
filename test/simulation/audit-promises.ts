import type { Beside } from './beside.js';
import type { Box } from './box.js';
import type { Ended } from './promises.js';

interface AnchorRow {
  readonly site: string;
  readonly count: number;
  readonly head: Buffer;
}

interface EventRow {
  readonly site: string;
  readonly kind: string;
  readonly detail: string;
}

const anchorsText = 'SELECT site, count, head FROM audit_anchor WHERE ended_milliseconds IS NULL ORDER BY site, count';
const eventsText = "SELECT site, kind, detail FROM event WHERE kind LIKE 'audit-%' ORDER BY id";

/**
 * Of the audits (rules R6, R9): whoever was neither put back nor copied is accused of nothing; and whatever the hub goes
 * by at the end is what the site has, for an anchor that agrees no more is taken back only with what ops is told.
 */
export function brokenAudits({ read, hub, sites, refused, putBack }: Ended, copies: readonly Box[]): string[] {
  const disturbed = new Set([...putBack, ...copies].map(({ code }) => code as string));
  const accused = read(hub, (database) => database.prepare<[], EventRow>(eventsText).all());
  const anchors = read(hub, (database) => database.prepare<[], AnchorRow>(anchorsText).all());
  const broken = accused
    .filter(({ site }) => !disturbed.has(site))
    .map(({ site, kind, detail }) => `${site} is accused of ${kind} ${detail}`);
  for (const box of sites) {
    if (refused.has(box)) continue;
    const own = anchors.filter(({ site }) => site === box.code);
    const heads = read(box, headsAt);
    for (const { count, head } of own) {
      if (heads.get(count)?.equals(head) !== true)
        broken.push(`${box.name}: the hub goes by another audit at ${count}`);
    }
  }
  return broken;
}

function headsAt(database: Beside): ReadonlyMap<number, Buffer> {
  const rows = database.prepare<[], { id: number; chain: Buffer }>('SELECT id, chain FROM audit').all();
  return new Map(rows.map(({ id, chain }) => [id, chain]));
}
