import { parseSiteCode, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import { patientOf } from '../../record/compartment.js';
import { sitesNamedBy } from '../../record/interest.js';
import type { FhirObject } from '../../record/resource.js';
import { copyTypes } from '../../record/subject-copy/copied-kinds.js';
import type { CopyPiece, CopyVersion } from '../../record/subject-copy/copy-piece.js';
import type { AuditStretch } from '../audit/audit-query.js';
import type { CopySource } from './copy-source.js';

/**
 * All that is kept of a person, piece by piece (rule R37): what is filed with them, confidential or not, with every version
 * that was theirs and what was withdrawn; who looked at it; who holds it. Of others' records there is nothing: a version that
 * was filed with somebody else is left out.
 */
export async function* copyPieces(source: CopySource, patient: ResourceId): AsyncGenerator<CopyPiece> {
  const origins = new Set<SiteCode>();
  for (const type of copyTypes()) yield* piecesOfType(source, patient, type, origins);
  let stretch: AuditStretch | undefined;
  do {
    const page = await source.looks(stretch);
    for (const look of page.looks) yield { kind: 'look', look };
    stretch = page.next;
  } while (stretch !== undefined);
  yield { kind: 'holders', holders: await source.holders([...origins]) };
}

async function* piecesOfType(
  source: CopySource,
  patient: ResourceId,
  type: string,
  origins: Set<SiteCode>,
): AsyncGenerator<CopyPiece> {
  let after: string | undefined = '';
  do {
    const page = await source.page(type, after);
    for (const line of page.lines) {
      const { id } = JSON.parse(line) as { readonly id: string };
      if (isOf(line, patient)) yield { kind: 'resource', type, id, line };
      yield* versionsOf(source, patient, { type, id }, origins);
    }
    for (const id of page.deleted) {
      yield { kind: 'resource', type, id, line: null };
      yield* versionsOf(source, patient, { type, id }, origins);
    }
    after = page.next;
  } while (after !== undefined);
}

async function* versionsOf(
  source: CopySource,
  patient: ResourceId,
  { type, id }: { readonly type: string; readonly id: string },
  origins: Set<SiteCode>,
): AsyncGenerator<CopyPiece> {
  let cursor: string | undefined;
  do {
    const page = await source.history(type, id, cursor);
    for (const version of page.versions) {
      if (version.gone === null && !isOf(version.body, patient)) continue;
      noteSites(version, origins);
      yield { kind: 'version', type, id, version };
    }
    cursor = page.next;
  } while (cursor !== undefined);
}

function noteSites({ origin, body }: CopyVersion, origins: Set<SiteCode>): void {
  origins.add(origin);
  if (body === '') return;
  for (const site of sitesNamedBy(JSON.parse(body) as FhirObject)) origins.add(parseSiteCode(site));
}

function isOf(body: string, patient: ResourceId): boolean {
  return patientOf(JSON.parse(body) as FhirObject) === patient;
}
