import { chunkCount } from '../../protocol/attachments/chunks.js';
import { hubCode, parseResourceId, parseResourceType, type ResourceId, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { asObject, asText, valuesAt } from '../../record/elements.js';
import { readReference } from '../../record/reference.js';
import type { CopyHolder, CopyVersion } from '../../record/subject-copy/copy-piece.js';
import type { AttachmentStore } from '../attachment-store.js';
import type { AuditEntries } from '../audit/audit-entries.js';
import type { AuditStretch } from '../audit/audit-query.js';
import type { ExportStore } from '../exports/export-store.js';
import type { PeopleStore } from '../people-store.js';
import { readSiteNames } from '../privacy/site-names.js';
import type { RecordStore, StoredVersion } from '../record-store.js';
import type { ContentPart, CopyHistory, CopyLooks, CopySource } from './copy-source.js';

/** Contents of attachments. */
export interface CopiedContents {
  readonly store: Pick<AttachmentStore, 'state' | 'chunk'>;
  /** A person waits for one that is not here: it is fetched before others. */
  readonly ask: (hash: string) => Promise<void>;
}

export interface CopyGround {
  readonly records: Pick<RecordStore, 'read' | 'history'>;
  readonly exports: Pick<ExportStore, 'page' | 'holdersOf'>;
  readonly auditEntries: AuditEntries;
  readonly people: Pick<PeopleStore, 'listUsers'>;
  readonly contents: CopiedContents;
}

/** Text of a page of resources, and of a page of versions; one alone may be larger. */
const pageBytesMax = 512 * 1024;
const looksMax = 500;
/** Chunks of a part of a content: together as many bytes as base 64 has whole groups for. */
const partChunks = 24;

/** {@link CopySource} over the stores of a journal. */
export class JournalCopySource implements CopySource {
  readonly #ground: CopyGround;
  readonly #patient: ResourceId;
  readonly #names = new Map<string, string>();
  #users: ReadonlyMap<string, string> | undefined;

  constructor(ground: CopyGround, patient: ResourceId) {
    this.#ground = ground;
    this.#patient = patient;
  }

  async page(type: string, after: string) {
    const through = Number.MAX_SAFE_INTEGER;
    return this.#ground.exports.page({ through, type, patient: this.#patient, after, bytesMax: pageBytesMax });
  }

  async history(type: string, id: string, cursor: string | undefined): Promise<CopyHistory> {
    const key = { type: parseResourceType(type), id: parseResourceId(id) };
    const versions: CopyVersion[] = [];
    let next = cursor;
    for (let bytes = 0; bytes < pageBytesMax; ) {
      const page = await this.#ground.records.history({
        ...key,
        count: 1,
        ...(next !== undefined && { cursor: next }),
      });
      for (const version of page.versions) {
        versions.push(await this.#shown(version));
        bytes += version.body.length + 500;
      }
      next = page.next;
      if (next === undefined) return { versions };
    }
    return { versions, ...(next !== undefined && { next }) };
  }

  async content(hash: string, part: number): Promise<ContentPart | undefined> {
    const { store, ask } = this.#ground.contents;
    const state = await store.state(hash);
    if (state?.complete !== true) {
      await ask(hash);
      return undefined;
    }
    const end = chunkCount(state.bytes);
    const next = Math.min(end, (part + 1) * partChunks);
    const chunks: Uint8Array[] = [];
    for (let index = part * partChunks; index < next; index += 1) {
      const chunk = await store.chunk(hash, index);
      if (chunk === undefined) throw new Problem('database-corrupt', 'a chunk is missing');
      chunks.push(chunk);
    }
    return { base64: Buffer.concat(chunks).toString('base64'), ...(next < end && { next: part + 1 }) };
  }

  async looks(stretch: AuditStretch | undefined): Promise<CopyLooks> {
    const page = await this.#ground.auditEntries.find({
      ...{ times: [], agents: [], entities: [{ references: [], patients: [this.#patient] }] },
      ...{ isRising: true, count: looksMax, ...(stretch && { stretch }) },
    });
    const looks = [];
    for (const { milliseconds, author, action, subject, outcome } of page.entries)
      looks.push({ at: milliseconds, author, authorName: await this.nameOf(author), action, subject, outcome });
    return { looks, ...(page.next && { next: page.next }) };
  }

  async holders(origins: readonly SiteCode[]): Promise<readonly CopyHolder[]> {
    const names = await readSiteNames(this.#ground.exports);
    const here = this.#ground.auditEntries.node;
    const fed = await this.#ground.exports.holdersOf(this.#patient);
    return [...new Set([here, hubCode, ...fed, ...origins])]
      .toSorted()
      .map((site) => ({ site, name: names.get(site) ?? '' }));
  }

  async #shown(version: StoredVersion): Promise<CopyVersion> {
    const { versionId, lastUpdatedMilliseconds: at, author, origin, deleted, erased, body } = version;
    const gone = erased ? 'erased' : deleted ? 'withdrawn' : null;
    return { versionId, at, author, authorName: await this.nameOf(author), origin, gone, body: deleted ? '' : body };
  }

  /** As the directory names them, at whichever site they work; else as their account here does. */
  async nameOf(author: string): Promise<string> {
    const known = this.#names.get(author);
    if (known !== undefined) return known;
    const name = (await this.#directoryName(author)) ?? (await this.#accountName(author)) ?? author;
    this.#names.set(author, name);
    return name;
  }

  async #directoryName(author: string): Promise<string | undefined> {
    const reference = readReference(author);
    if (reference?.form !== 'relative' || reference.type !== 'Practitioner') return undefined;
    const key = { type: parseResourceType('Practitioner'), id: parseResourceId(reference.id) };
    const found = await this.#ground.records.read(key);
    if (found === undefined || found.deleted) return undefined;
    const [name] = valuesAt(JSON.parse(found.body), 'name').map(asObject);
    const parts = [...valuesAt(name, 'prefix'), ...valuesAt(name, 'given'), name?.['family']].map(asText);
    return asText(name?.['text']) ?? (parts.filter(Boolean).join(' ') || undefined);
  }

  async #accountName(author: string): Promise<string | undefined> {
    this.#users ??= new Map((await this.#ground.people.listUsers()).map((user) => [user.author, user.displayName]));
    return this.#users.get(author);
  }
}
