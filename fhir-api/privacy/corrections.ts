import type { StoredVersion } from '../../journal/record-store.js';
import { type CopyGround, JournalCopySource } from '../../journal/subject-copy/journal-copy-source.js';
import { parseResourceId, parseResourceType, type ResourceId } from '../../protocol/ids.js';
import { asText, valuesAt } from '../../record/elements.js';
import { copyTypes } from '../../record/subject-copy/copied-kinds.js';
import { type PlainChange, plainChanges } from '../../record/subject-copy/plain-rows.js';
import type { CopyLanguage } from '../../record/subject-copy/plain-words.js';
import { instantOf } from '../answer.js';
import type { GuardedRecords } from '../guard.js';
import { apiLimits } from '../limits.js';

/** What a version of a resource changed, and why where somebody said it (rule R39). */
export interface Correction {
  readonly type: string;
  readonly id: string;
  readonly at: string;
  readonly authorName: string;
  readonly kind: 'changed' | 'withdrawn' | 'erased';
  readonly changes: readonly PlainChange[];
  readonly reasons: readonly string[];
}

interface Reason {
  readonly targets: readonly string[];
  readonly milliseconds: number;
  readonly texts: readonly string[];
}

/** A reason is written in the transaction of what it is about; its time is taken a moment before. */
const reasonMillisecondsMax = 2_000;

/**
 * What was changed in a patient's record, the last change first, as far as who asks may see the versions: confidential and
 * unrelated ones are as if they were not there.
 */
export async function correctionsOf(
  ground: CopyGround,
  records: GuardedRecords,
  patient: ResourceId,
  language: CopyLanguage,
): Promise<{ readonly corrections: readonly Correction[]; readonly isWhole: boolean }> {
  const source = new JournalCopySource(ground, patient);
  let [found, isWhole]: [Correction[], boolean] = [[], true];
  const reasons = await reasonsOf(source, records);
  const seen = records.searchable();
  for (const type of copyTypes()) {
    if (!seen.has(type) || type === 'Provenance') continue;
    for await (const id of idsOf(source, type)) {
      const key = { type: parseResourceType(type), id: parseResourceId(id) };
      // Most resources have one version: of these nothing is read, and nothing stands in the audit.
      const { total = 0 } = await ground.records.history({ ...key, count: 1 });
      if (total < 2) continue;
      const { versions } = await records.history({ ...key, count: apiLimits.correctionVersionsMax });
      for (const [index, version] of versions.entries()) {
        const older = versions[index + 1];
        if (older === undefined) break;
        found.push(await correctionOf(source, version, older, reasons, language));
      }
      if (found.length > 4 * apiLimits.correctionsMax) {
        isWhole = false;
        found = lastOf(found);
      }
    }
  }
  return { corrections: lastOf(found), isWhole: isWhole && found.length <= apiLimits.correctionsMax };
}

function lastOf(found: readonly Correction[]): Correction[] {
  return found.toSorted((left, right) => (left.at < right.at ? 1 : -1)).slice(0, apiLimits.correctionsMax);
}

async function* idsOf(source: JournalCopySource, type: string): AsyncGenerator<string> {
  let after: string | undefined = '';
  do {
    const page = await source.page(type, after);
    for (const line of page.lines) yield (JSON.parse(line) as { readonly id: string }).id;
    yield* page.deleted;
    after = page.next;
  } while (after !== undefined);
}

async function correctionOf(
  source: JournalCopySource,
  version: StoredVersion,
  older: StoredVersion,
  reasons: readonly Reason[],
  language: CopyLanguage,
): Promise<Correction> {
  const { type, id, deleted, erased, body, lastUpdatedMilliseconds: at, author } = version;
  const said = reasons.filter(
    ({ targets, milliseconds }) =>
      targets.includes(`${type}/${id}`) && Math.abs(milliseconds - at) <= reasonMillisecondsMax,
  );
  return {
    ...{ type, id, at: instantOf(at), authorName: await source.nameOf(author) },
    kind: erased ? 'erased' : deleted ? 'withdrawn' : 'changed',
    changes: deleted ? [] : plainChanges(older.deleted ? '' : older.body, body, language),
    reasons: said.flatMap(({ texts }) => texts),
  };
}

/** What Provenances of the patient say; nothing to whom they are not shown. */
async function reasonsOf(source: JournalCopySource, records: GuardedRecords): Promise<readonly Reason[]> {
  if (!records.searchable().has('Provenance')) return [];
  const reasons: Reason[] = [];
  for await (const id of idsOf(source, 'Provenance')) {
    const version = await records.read({ type: parseResourceType('Provenance'), id: parseResourceId(id) });
    if (version === undefined || version.deleted) continue;
    const value: unknown = JSON.parse(version.body);
    const texts = [...valuesAt(value, 'reason.text'), ...valuesAt(value, 'reason.coding.display')].map(asText);
    const [recorded] = valuesAt(value, 'recorded');
    reasons.push({
      targets: valuesAt(value, 'target.reference').map((target) => String(target).split('/_history/')[0] ?? ''),
      milliseconds: Date.parse(String(recorded)),
      texts: texts.filter((text) => text !== undefined),
    });
  }
  return reasons;
}
