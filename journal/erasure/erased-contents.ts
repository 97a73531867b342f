import { attachmentOf } from '../../record/attachment.js';
import type { FhirObject } from '../../record/resource.js';
import type { JournalContext } from '../context.js';
import { erasureSql } from '../sql/erasures.js';

/** Collects the contents (rule A1) that erased records named, and keeps those that no other record names as due. */
export class ErasedContents {
  readonly #context: JournalContext;
  readonly #binary: number | undefined;
  readonly #hashes = new Set<string>();

  constructor(context: JournalContext) {
    this.#context = context;
    this.#binary = context.names.findType('Binary');
  }

  /** @param type the key of the type that the body is of */
  note(type: number, body: Buffer): void {
    const hash = type === this.#binary ? hashIn(body) : undefined;
    if (hash !== undefined) this.#hashes.add(hash);
  }

  /** Once the bodies are gone; a content is kept once, whoever names it. The caller holds the transaction. */
  keep(erasure: number): void {
    const { connection } = this.#context;
    if (this.#hashes.size === 0 || this.#binary === undefined) return;
    connection.each(erasureSql.bodiesOfType, [this.#binary], ({ body }) => {
      this.#hashes.delete(hashIn(body) ?? '');
      return this.#hashes.size > 0;
    });
    for (const hash of this.#hashes) connection.run(erasureSql.addContent, Buffer.from(hash, 'hex'), erasure);
  }
}

/** A body that nobody could read names nothing. */
function hashIn(body: Buffer): string | undefined {
  try {
    return attachmentOf(JSON.parse(body.toString('utf8')) as FhirObject)?.hash;
  } catch {
    return undefined;
  }
}
