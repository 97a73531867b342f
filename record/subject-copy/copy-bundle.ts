import { withServerMeta } from '../canonical.js';
import type { CopyContent, CopyHead, CopyLook, CopyPiece, CopyVersion, CopyWriter } from './copy-piece.js';

const isMerged = (versionId: string) => versionId.includes('.');

/**
 * A copy as a FHIR R4 Bundle of type `history`: each version as it was written, each followed by a Provenance of who wrote it
 * and when; the contents that Binaries name, each as a Binary of its own that has its SHA-256 for an id; an AuditEvent for each look (FHIR R4 §6.2), and as a List who holds the record.
 */
export class CopyBundle implements CopyWriter {
  readonly #head: CopyHead;
  #isFirst = true;
  /** SHA-256 of the content that is being written. */
  #content = '';

  constructor(head: CopyHead) {
    this.#head = head;
  }

  begin(): string {
    const timestamp = instantOf(this.#head.madeAt);
    return `{"resourceType":"Bundle","type":"history","timestamp":"${timestamp}","entry":[`;
  }

  of(piece: CopyPiece): string {
    switch (piece.kind) {
      case 'resource':
        return this.#standing(piece);
      case 'version':
        return this.#version(`${piece.type}/${piece.id}`, piece.version);
      case 'content':
        return this.#contentBegin(piece.content);
      case 'content-part':
        return piece.base64;
      case 'content-end':
        return this.#contentEnd();
      case 'look':
        return this.#made(this.#auditEvent(piece.look));
      case 'holders':
        return this.#made({
          ...{ resourceType: 'List', status: 'current', mode: 'snapshot', title: 'Holders of the record' },
          subject: { reference: `Patient/${this.#head.patient}` },
          entry: piece.holders.map(({ site, name }) => ({
            item: { identifier: { system: 'urn:carnet:site', value: site }, ...(name !== '' && { display: name }) },
          })),
        });
    }
  }

  end(): string {
    return '\n]}\n';
  }

  /** Where several versions make up what is shown, that is none of them. */
  #standing({ type, id, line }: Extract<CopyPiece, { kind: 'resource' }>): string {
    const meta = line === null ? undefined : (JSON.parse(line) as { meta?: Meta }).meta;
    if (line === null || meta?.versionId === undefined || !isMerged(meta.versionId)) return '';
    return this.#entry(`${type}/${id}`, line, { method: 'PUT', status: '200', at: meta.lastUpdated ?? '' });
  }

  #version(key: string, { versionId, at, gone, body, author, authorName }: CopyVersion): string {
    const time = instantOf(at);
    const resource = body === '' ? undefined : withServerMeta(body, versionId, at);
    const status = gone === null ? '200' : gone === 'erased' ? '410' : '204';
    const method = gone === 'withdrawn' ? 'DELETE' : 'PUT';
    const provenance = {
      ...{ resourceType: 'Provenance', target: [{ reference: `${key}/_history/${versionId}` }], recorded: time },
      agent: [{ who: whoOf(author, authorName) }],
    };
    return this.#entry(key, resource, { method, status, at: time }) + this.#made(provenance);
  }

  /** What is not here is told by the Binary that names it, which stands before. */
  #contentBegin({ hash, contentType, isHere }: CopyContent): string {
    if (!isHere) return '';
    const before = this.#isFirst ? '\n' : ',\n';
    this.#isFirst = false;
    const type = JSON.stringify(contentType);
    this.#content = hash;
    return `${before}{"resource":{"resourceType":"Binary","id":"${hash}","contentType":${type},"data":"`;
  }

  #contentEnd(): string {
    const at = instantOf(this.#head.madeAt);
    const rest = {
      request: { method: 'PUT', url: `Binary/${this.#content}` },
      response: { status: '200', lastModified: at },
    };
    return `"},${JSON.stringify(rest).slice(1)}`;
  }

  #auditEvent({ at, author, authorName, action, subject, outcome }: CopyLook): object {
    const [word = ''] = action.split(' ');
    return {
      ...{ resourceType: 'AuditEvent', recorded: instantOf(at), outcome: outcome === 'done' ? '0' : '4' },
      type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
      subtype: [{ system: 'urn:carnet:audit', code: word }],
      agent: [{ who: whoOf(author, authorName), requestor: true }],
      source: { observer: { display: this.#head.node.name } },
      entity: [{ what: { ...(subject.includes('/') ? { reference: subject } : { display: subject }) } }],
    };
  }

  #made(resource: object): string {
    const at = instantOf(this.#head.madeAt);
    const type = (resource as { resourceType: string }).resourceType;
    return this.#entry(type, JSON.stringify(resource), { method: 'POST', status: '201', at });
  }

  #entry(key: string, resource: string | undefined, { method, status, at }: Readonly<Record<string, string>>): string {
    const before = this.#isFirst ? '\n' : ',\n';
    this.#isFirst = false;
    const rest = JSON.stringify({ request: { method, url: key }, response: { status, lastModified: at } });
    const full = key.includes('/') ? `"fullUrl":"urn:carnet:${this.#head.node.code}:${key}",` : '';
    return `${before}{${full}${resource === undefined ? '' : `"resource":${resource},`}${rest.slice(1)}`;
  }
}

interface Meta {
  readonly versionId?: string;
  readonly lastUpdated?: string;
}

function whoOf(author: string, display: string): object {
  return /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}$/.test(author) ? { reference: author, display } : { display };
}

function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
