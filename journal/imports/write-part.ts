import type { Buffer } from 'node:buffer';
import { importAuthor } from '../../record/accounts/program-author.js';
import type { ParsedResource } from '../../record/resource.js';
import { changeKey } from '../change-key.js';
import type { JournalContext } from '../context.js';
import { GroupWriter } from '../group-writer.js';
import type { ResourceKey } from '../record-store.js';
import { importSql } from '../sql/imports.js';
import { type CurrentRow, versionSql } from '../sql/versions.js';
import type { VersionWriter } from '../version-writer.js';
import { eachOnce } from './each-once.js';
import type { ImportPart } from './import-store.js';

/** A record that was written, as listeners hear of it. */
export interface TouchedResource extends ResourceKey {
  readonly patient?: string;
}

/** What others refer to, most of all last: it is taken back after them. */
const leanedOn: Readonly<Record<string, number>> = {
  Patient: 2,
  Encounter: 1,
  EpisodeOfCare: 1,
  ServiceRequest: 1,
  MedicationRequest: 1,
};

/**
 * Writes the resources of a part, how far the import is and what it changed; the caller holds the transaction. A
 * resource that comes again goes into another group, because a group holds each once.
 */
export function writePart(context: JournalContext, writer: VersionWriter, part: ImportPart): readonly ParsedResource[] {
  const { connection } = context;
  let number = connection.one(importSql.find, part.import)?.changes ?? 0;
  const before = number;
  for (const round of eachOnce(part.resources)) {
    const group = new GroupWriter(context, writer, { author: importAuthor, entries: entriesOf(round) }, context.now());
    for (const resource of round) {
      const shown = shownBefore(context, writer.current(resource.type, resource.id));
      const { versionId } = group.add({ verb: 'update', resource });
      const written = connection.one(versionSql.byChange, changeKey(versionId));
      number += 1;
      const rank = rankOf(resource);
      connection.run(importSql.addChange, part.import, number, written?.resource ?? 0, written?.key ?? 0, shown, rank);
    }
    group.finish();
  }
  for (const { file, position, refusal } of part.refusals) {
    connection.run(importSql.addRefusal, part.import, file, position, refusal);
  }
  const { created, updated, unchanged, refused } = part.counts;
  const counts = [created, updated, unchanged, refused, number - before];
  connection.run(importSql.move, part.file, part.position, ...counts, Math.floor(context.now()), part.import);
  return part.resources;
}

function entriesOf(resources: readonly ParsedResource[]) {
  return resources.map((resource) => ({ verb: 'update', resource }) as const);
}

function rankOf({ type, filing }: ParsedResource): number {
  return leanedOn[type] ?? (filing.patient === undefined ? 3 : 0);
}

/** The body that a resource shows; `null` where there is none. */
function shownBefore({ connection }: JournalContext, current: CurrentRow | undefined): Buffer | null {
  if (current === undefined || current.deleted === 1) return null;
  return connection.one(versionSql.readByResource, current.resource)?.body ?? null;
}
