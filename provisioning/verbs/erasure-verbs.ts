import type { CarriedErasure, ErasureCounts } from '../../journal/erasure/erasure-store.js';
import {
  type ErasureScope,
  erasureLimits,
  erasureReasons,
  isErasureReason,
} from '../../protocol/erasures/erasure-order.js';
import { parseResourceId, parseResourceType, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { commandLineAuthor } from '../../record/accounts/program-author.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

/** An erasure as it is shown: nothing of a patient but ids. */
export interface ShownErasure extends ErasureCounts {
  readonly id: string;
  readonly patient?: string;
  readonly named: readonly string[];
  readonly reason: string;
  readonly reference: string;
  readonly by: string;
  /** Milliseconds since 1970. */
  readonly orderedAt: number;
  readonly carriedAt: number;
  /** Since when nothing of it stands in this node's files; `null`: somebody still reads an earlier state. */
  readonly settledAt: number | null;
  /** Since when nothing of it stands in free space of this node's databases (rule W16); `null`: its next start sees to it. */
  readonly rewrittenAt: number | null;
  /** At the hub: each site that is not revoked, and since when it is known to have settled it. */
  readonly sites: readonly { readonly site: SiteCode; readonly name: string; readonly settledAt: number | null }[];
}

const shownMax = 1_000;

/** `record-erase-rehearse` {patient?, resources}: what it would destroy here; changes nothing. */
export async function rehearseErasure(context: VerbContext, args: unknown): Promise<ErasureCounts> {
  requireHub(context);
  return context.journal.erasures.rehearse(scopeOf(new VerbArguments(args)));
}

/**
 * `record-erase` {patient?, resources, reason, reference, by, unknown?}
 * @throws Problem `not-found` where nothing of it is here, unless `unknown` is given
 */
export async function eraseRecord(context: VerbContext, args: unknown): Promise<ShownErasure> {
  const given = new VerbArguments(args);
  const { erase, newId, now, journal } = context;
  requireHub(context);
  const scope = scopeOf(given);
  const reason = given.text('reason', erasureLimits.idBytesMax);
  if (!isErasureReason(reason)) throw new Problem('usage-wrong', `reason: ${erasureReasons.join(', ')}`);
  const reference = given.text('reference', 120);
  const by = given.text('by', 80);
  if (erase === undefined) throw new Problem('usage-wrong', 'erasures are ordered at the hub');
  const counts = await journal.erasures.rehearse(scope);
  if (counts.versions === 0 && !given.flag('unknown')) throw new Problem('not-found', 'nothing of it is here');
  const ordered = { id: newId(), reason, reference, by, author: commandLineAuthor, orderedMilliseconds: now() };
  return shown(context, await erase({ ...ordered, ...scope }));
}

/** `record-erasures`: the latest last, with who has carried them out. */
export async function listErasures(context: VerbContext): Promise<readonly ShownErasure[]> {
  const list: ShownErasure[] = [];
  for (let after = ''; ; ) {
    const page = await context.journal.erasures.after(after, shownMax);
    for (const erasure of page) list.push(await shown(context, erasure));
    const last = page.at(-1);
    if (last === undefined) return list;
    after = last.order.id;
  }
}

async function shown({ node, journal }: VerbContext, carried: CarriedErasure): Promise<ShownErasure> {
  const { order, carriedMilliseconds, settledMilliseconds, rewrittenMilliseconds } = carried;
  const { resources, versions, setAside } = carried;
  const { id, patient, reason, reference, by, orderedMilliseconds } = order;
  const confirmed = new Map<SiteCode, number>();
  for (const { site, atMilliseconds } of await journal.erasures.confirmations(id)) confirmed.set(site, atMilliseconds);
  const sites = node.kind === 'hub' ? await journal.fleet.listSites() : [];
  return {
    ...{ id, reason, reference, by, resources, versions, setAside, ...(patient !== undefined && { patient }) },
    named: order.resources.map((each) => `${each.type}/${each.id}`),
    ...{ orderedAt: orderedMilliseconds, carriedAt: carriedMilliseconds, settledAt: settledMilliseconds ?? null },
    rewrittenAt: rewrittenMilliseconds ?? null,
    sites: sites
      .filter(({ state }) => state === 'active')
      .map(({ code, name }) => ({ site: code, name, settledAt: confirmed.get(code) ?? null })),
  };
}

function scopeOf(given: VerbArguments): ErasureScope {
  const patient = given.optionalText('patient', 64);
  const resources = given.list('resources', erasureLimits.resourcesMax).map((text) => {
    const [type = '', id = '', ...rest] = String(text).split('/');
    if (rest.length > 0) throw new Problem('usage-wrong', 'resource: TYPE/ID');
    return asUsage(() => ({ type: parseResourceType(type), id: parseResourceId(id) }), 'resource: TYPE/ID');
  });
  if (patient === undefined && resources.length === 0)
    throw new Problem('usage-wrong', 'patient or resource is missing');
  return {
    ...(patient !== undefined && { patient: asUsage(() => parseResourceId(patient), 'patient: an id') }),
    resources,
  };
}

function asUsage<T>(parse: () => T, what: string): T {
  try {
    return parse();
  } catch (cause) {
    throw new Problem('usage-wrong', what, [], { cause });
  }
}

function requireHub({ node }: VerbContext): void {
  if (node.kind !== 'hub') throw new Problem('usage-wrong', 'erasures are ordered at the hub');
}
