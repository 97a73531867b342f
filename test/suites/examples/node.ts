import type { Journal } from '../../../journal/open.js';
import { mayDo } from '../../../record/access.js';
import { parseResource } from '../../../record/parse.js';
import { type Role, roles } from '../../../record/role.js';
import { type Network, startNetwork } from '../../support/programs-network.js';
import { tokenOf } from '../../support/programs-people.js';

/** A running program and somebody of each role who works there. */
export interface ExampleNode {
  readonly face: 'site' | 'hub';
  readonly base: string;
  readonly journal: Journal;
  readonly tokens: ReadonlyMap<Role, string>;
}

type Teardown = { teardown(stop: () => unknown): unknown };

/** A hub and a site as they are shipped, each with its own listener and encrypted database. */
export async function startNodes(t: Teardown): Promise<readonly ExampleNode[]> {
  const network: Network = await startNetwork(t, ['examples']);
  const [site] = network.sites;
  if (site === undefined) throw new Error('no site');
  const { hub, hubDir } = network;
  return [
    await nodeOf('site', site.dir, site.edge.httpPort, site.edge.journal),
    await nodeOf('hub', hubDir, hub.httpPort, hub.journal),
  ];
}

async function nodeOf(
  face: ExampleNode['face'],
  dir: string,
  port: number | undefined,
  journal: Journal,
): Promise<ExampleNode> {
  const tokens = new Map<Role, string>();
  for (const role of roles) tokens.set(role, await tokenOf(dir, role));
  return { face, base: `http://127.0.0.1:${port}/fhir`, journal, tokens };
}

/** Who may write a type and read it again; `undefined` where no role may write it. */
export function writerOf(type: string): Role | undefined {
  return roles.find((role) => (['create', 'update', 'read'] as const).every((action) => mayDo(role, type, action)));
}

/** Who may read a type. */
export function readerOf(type: string): Role | undefined {
  return roles.find((role) => mayDo(role, type, 'read'));
}

/**
 * Brings in what no role may write over HTTP (the trail, what programs bring with them, numbers without names) as an import does:
 * through the same parser into the same store.
 * @throws Problem what a write would be refused with
 */
export async function bringIn({ journal }: ExampleNode, text: string, nowMilliseconds: number): Promise<string> {
  const resource = parseResource(text, { nowMilliseconds });
  await journal.records.commitBundle({ author: 'Device/examples', entries: [{ verb: 'update', resource }] });
  return `${resource.type}/${resource.id}`;
}
