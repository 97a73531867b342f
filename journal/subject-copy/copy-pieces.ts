import { parseSiteCode, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import { attachmentOf } from '../../record/attachment.js';
import { patientOf } from '../../record/compartment.js';
import { sitesNamedBy } from '../../record/interest.js';
import type { FhirObject } from '../../record/resource.js';
import { copyTypes } from '../../record/subject-copy/copied-kinds.js';
import type { CopyContent, CopyPiece, CopyVersion } from '../../record/subject-copy/copy-piece.js';
import type { AuditStretch } from '../audit/audit-query.js';
import type { CopySource } from './copy-source.js';

interface Walk {
  readonly source: CopySource;
  readonly patient: ResourceId;
  /** Sites that wrote in the record, or that it was sent to. */
  readonly origins: Set<SiteCode>;
  /** Contents that were given, SHA-256: each is given once. */
  readonly given: Set<string>;
}

/**
 * All that is kept of a person, piece by piece (rule R37): what is filed with them, confidential or not, with every version
 * that was theirs and what was withdrawn; documents and images; who looked at it; who holds it. Of others' records there is
 * nothing: a version that was filed with somebody else is left out.
 */
export async function* copyPieces(source: CopySource, patient: ResourceId): AsyncGenerator<CopyPiece> {
  const walk: Walk = { source, patient, origins: new Set(), given: new Set() };
  for (const type of copyTypes()) yield* piecesOfType(walk, type);
  let stretch: AuditStretch | undefined;
  do {
    const page = await source.looks(stretch);
    for (const look of page.looks) yield { kind: 'look', look };
    stretch = page.next;
  } while (stretch !== undefined);
  yield { kind: 'holders', holders: await source.holders([...walk.origins]) };
}

async function* piecesOfType(walk: Walk, type: string): AsyncGenerator<CopyPiece> {
  let after: string | undefined = '';
  do {
    const page = await walk.source.page(type, after);
    for (const line of page.lines) {
      const { id } = JSON.parse(line) as { readonly id: string };
      if (isOf(line, walk.patient)) yield { kind: 'resource', type, id, line };
      yield* versionsOf(walk, { type, id });
    }
    for (const id of page.deleted) {
      yield { kind: 'resource', type, id, line: null };
      yield* versionsOf(walk, { type, id });
    }
    after = page.next;
  } while (after !== undefined);
}

async function* versionsOf(
  walk: Walk,
  { type, id }: { readonly type: string; readonly id: string },
): AsyncGenerator<CopyPiece> {
  const named: NamedContent[] = [];
  let cursor: string | undefined;
  do {
    const page = await walk.source.history(type, id, cursor);
    for (const version of page.versions) {
      if (version.gone === null && !isOf(version.body, walk.patient)) continue;
      noteSites(version, walk.origins);
      yield { kind: 'version', type, id, version };
      if (type === 'Binary') named.push(...contentNamedBy(version.body));
    }
    cursor = page.next;
  } while (cursor !== undefined);
  for (const content of named) yield* piecesOfContent(walk, content);
}

type NamedContent = Omit<CopyContent, 'isHere'>;

function contentNamedBy(body: string): readonly NamedContent[] {
  if (body === '') return [];
  const value = JSON.parse(body) as FhirObject;
  const reference = attachmentOf(value);
  return reference === undefined ? [] : [{ ...reference, contentType: String(value['contentType'] ?? '') }];
}

async function* piecesOfContent({ source, given }: Walk, content: NamedContent): AsyncGenerator<CopyPiece> {
  if (given.has(content.hash)) return;
  given.add(content.hash);
  let part = await source.content(content.hash, 0);
  yield { kind: 'content', content: { ...content, isHere: part !== undefined } };
  if (part === undefined) return;
  while (part !== undefined) {
    yield { kind: 'content-part', base64: part.base64 };
    part = part.next === undefined ? undefined : await source.content(content.hash, part.next);
  }
  yield { kind: 'content-end' };
}

function noteSites({ origin, body }: CopyVersion, origins: Set<SiteCode>): void {
  origins.add(origin);
  if (body === '') return;
  for (const site of sitesNamedBy(JSON.parse(body) as FhirObject)) origins.add(parseSiteCode(site));
}

function isOf(body: string, patient: ResourceId): boolean {
  return patientOf(JSON.parse(body) as FhirObject) === patient;
}
