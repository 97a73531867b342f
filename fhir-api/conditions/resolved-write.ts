import type { CommitCondition, CommitEntry } from '../../journal/record-store.js';
import { JsonScanner, writeMembers } from '../../record/json-scanner.js';
import { conditionalReferencesOf, resolveConditional } from '../bundle/conditional-references.js';
import type { Call } from '../call.js';
import { ConditionCount } from './condition-count.js';

/** A write that is ready for the store, with what its references were decided by. */
export interface ResolvedWrite<Prepared> {
  readonly prepared: Prepared;
  readonly conditions: readonly CommitCondition[];
}

/**
 * Prepares one write; where its body has conditional references, `Patient?identifier=…`, once more with what they mean
 * (rule F50), as in a transaction of one entry.
 * @param prepare makes the entry; the text that it parses goes through `resolve` first
 * @param attempt of `untilDecided`, from 1: from the second on others wrote since
 * @throws Problem as `prepare`, `condition-none`, `condition-several`, `too-large`, `forbidden`, `method-unsupported`
 */
export async function resolveWrite<Prepared extends { readonly entry: CommitEntry }>(
  call: Call,
  attempt: number,
  prepare: (resolve: (text: string) => string) => Promise<Prepared>,
): Promise<ResolvedWrite<Prepared>> {
  const first = await prepare((text) => text);
  const references = first.entry.verb === 'delete' ? [] : conditionalReferencesOf(first.entry.resource.body);
  if (references.length === 0) return { prepared: first, conditions: [] };
  const rehearsed = async () => [first.entry];
  const { addresses, conditions } = await resolveConditional(
    call,
    references,
    rehearsed,
    new ConditionCount(),
    attempt > 1,
  );
  return { prepared: await prepare((text) => withAddresses(text, addresses)), conditions };
}

function withAddresses(text: string, addresses: ReadonlyMap<string, string>): string {
  const scanner = new JsonScanner(text, (key, value) => (key === 'reference' ? addresses.get(value) : undefined));
  return writeMembers(scanner.members());
}
