import type { EverythingPage } from '../../journal/record-store.js';
import type { ResourceId } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { earliestMilliseconds, type Interval, latestMilliseconds, readInterval } from '../../record/date-time.js';
import { isResourceTypeKnown } from '../../record/definitions/load.js';
import type { GuardedPage } from '../access/guarded-page.js';
import type { Answer } from '../answer.js';
import { bundleText } from '../bundle/text.js';
import type { Call } from '../call.js';
import { apiLimits } from '../limits.js';
import { searchRemarks } from '../outcome.js';
import { entryOf, linksOf } from '../verbs/search.js';
import { countIn, type OperationInput, textIn, usedOf } from './input.js';

/**
 * FHIR R4 OperationDefinition `Patient-everything`: the patient's compartment and what is filed with them as matches, with
 * them what these refer to. Without `_count` a page holds as much as one may, which is the whole of most records.
 * @throws Problem `forbidden`, `not-found`, `deleted`, `type-unknown`, `parameter-malformed`
 */
export async function everything(call: Call, patient: ResourceId, input: OperationInput): Promise<Answer> {
  const types = typesOf(input);
  const [since, cursor] = [textIn(input, '_since'), textIn(input, '_cursor')];
  const careDuring = careTimeOf(input);
  const countMax = apiLimits.everythingResourcesMax;
  const page = await call.records.everything(
    {
      patient,
      count: Math.min(countIn(input, '_count') ?? countMax, countMax),
      ...(careDuring !== undefined && { careDuring }),
      ...(since !== undefined && { since: intervalOf('_since', since).start }),
      ...(cursor !== undefined && { cursor }),
    },
    types,
  );
  return { status: 200, asked: true, body: bundleOf(call, page, usedOf(input)) };
}

function bundleOf(call: Call, page: GuardedPage<EverythingPage>, used: URLSearchParams): string {
  const { versions, included, includedInPart, incomplete = false, next, restricted } = page;
  const isWhole = next === undefined && !used.has('_cursor');
  const remarks = searchRemarks({ ignored: [], includedInPart, incomplete, restricted }, call.language);
  return bundleText(
    {
      type: 'searchset',
      ...(isWhole && { total: versions.length }),
      link: linksOf(call, { used, totalOnly: false }, next),
    },
    [
      ...versions.map((version) => entryOf(call.base, version, 'match')),
      ...included.map((version) => entryOf(call.base, version, 'include')),
      ...(remarks === undefined ? [] : [{ resource: remarks, rest: { search: { mode: 'outcome' } } }]),
    ],
  );
}

/** @throws Problem `type-unknown` */
function typesOf({ texts }: OperationInput): ReadonlySet<string> | undefined {
  const named = texts.get('_type')?.flatMap((text) => text.split(','));
  if (named?.every(isResourceTypeKnown) === false) throw new Problem('type-unknown', '_type');
  return named && new Set(named);
}

/** From the first day to the last, both included. @throws Problem `parameter-malformed` */
function careTimeOf(input: OperationInput): Interval | undefined {
  const [start, end] = [textIn(input, 'start'), textIn(input, 'end')];
  if (start === undefined && end === undefined) return undefined;
  return {
    start: start === undefined ? earliestMilliseconds : intervalOf('start', start).start,
    end: end === undefined ? latestMilliseconds : intervalOf('end', end).end,
  };
}

/** @throws Problem `parameter-malformed` */
function intervalOf(name: string, text: string): Interval {
  // A `+` before the zone that nobody escaped arrives as a space.
  const interval = readInterval(text.replace(/ (?=\d{2}:\d{2}$)/, '+'));
  if (interval === undefined) throw new Problem('parameter-malformed', `${name} is a date such as 2026-11-21`);
  return interval;
}
