import type { SearchCriterion } from '../../journal/record-store.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import { parseResourceType, type ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown, resourceTypes } from '../../record/definitions/load.js';
import { searchParametersOf } from '../../record/search-parameters.js';
import { apiLimits } from '../limits.js';
import { readClause } from './clause.js';
import type { Terms } from './terms.js';

/**
 * What a parameter says: a criterion; `unknown` when its name says nothing here; `empty` when it has no value (FHIR R4
 * §3.1.1.3 says to ignore it).
 */
type Read = SearchCriterion | 'unknown' | 'empty';

/** Reads the criteria of one search, and bounds what they may cost together. */
export class CriterionReader {
  readonly #base: string;
  readonly #terms: Terms;
  #steps = 0;
  #values = 0;

  /**
   * @param base the service base URL, under which an absolute reference is one of ours
   * @param terms what `:in` and `:below` may name
   */
  constructor(base: string, terms: Terms) {
    this.#base = base;
    this.#terms = terms;
  }

  /**
   * Reads a parameter of a type, a chain that begins at it (FHIR R4 §3.1.1.4.13) or a reverse chain towards it
   * (§3.1.1.4.14).
   * @throws Problem `parameter-malformed`, and `parameter-unknown` for a modifier that is not served
   */
  read(type: ResourceType, name: string, value: string, links = 0): Read {
    const { chainLinksMax, chainStepsMax } = apiLimits;
    if (links > chainLinksMax) throw new Problem('parameter-malformed', `a chain has more than ${chainLinksMax} links`);
    this.#steps += links === 0 ? 0 : 1;
    if (this.#steps > chainStepsMax) {
      throw new Problem('parameter-malformed', 'chains lead to too many types; name one, as in subject:Patient.name');
    }
    if (name.startsWith('_has:')) return this.#reverse(type, name, value, links);
    const dot = name.indexOf('.');
    if (dot !== -1) return this.#chain(type, name.slice(0, dot), name.slice(dot + 1), value, links);
    const [plain, modifier] = splitModifier(name);
    const parameter = searchParametersOf(type).get(plain);
    if (parameter === undefined) return 'unknown';
    const clause = readClause(plain, modifier, value, { type, parameter, base: this.#base, terms: this.#terms });
    if (clause !== undefined) this.#values += costOf(clause);
    if (this.#values > apiLimits.valuesPerSearchMax) throw new Problem('parameter-malformed', 'too many values');
    return clause ?? 'empty';
  }

  #chain(type: ResourceType, head: string, rest: string, value: string, links: number): Read {
    const [parameter, only] = splitModifier(head);
    const known = searchParametersOf(type).get(parameter);
    if (known?.kind !== 'reference') return 'unknown';
    if (only !== undefined && (!isResourceTypeKnown(only) || known.targets?.includes(only) === false)) {
      throw new Problem('parameter-unknown', `this modifier of ${parameter} is not supported`);
    }
    const targets = only === undefined ? (known.targets ?? resourceTypes()) : [only];
    const through = [];
    for (const name of targets) {
      if (!mayKnow(name, rest)) continue;
      const target = parseResourceType(name);
      const criterion = this.read(target, rest, value, links + 1);
      if (criterion === 'empty') return 'empty';
      if (criterion !== 'unknown') through.push({ type: target, criterion });
    }
    return through.length === 0 ? 'unknown' : { kind: 'chain', parameter, through };
  }

  /** `_has:Observation:patient:code=…`. */
  #reverse(type: ResourceType, name: string, value: string, links: number): Read {
    const [, referrer = '', parameter = '', ...rest] = name.split(':');
    if (!isResourceTypeKnown(referrer) || rest.length === 0) return 'unknown';
    const known = searchParametersOf(referrer).get(parameter);
    if (known?.kind !== 'reference' || known.targets?.includes(type) === false) return 'unknown';
    const source = parseResourceType(referrer);
    const criterion = this.read(source, rest.join(':'), value, links + 1);
    return typeof criterion === 'string' ? criterion : { kind: 'has', type: source, parameter, criterion };
  }
}

/** How many looks a criterion costs; one that follows what is part of what, one for each level. */
function costOf(criterion: SearchCriterion): number {
  if (!('values' in criterion)) return apiLimits.placeLevelsMax;
  let cost = 0;
  for (const each of criterion.values) cost += 'prefix' in each ? valuesIn(each) : 1;
  return cost;
}

/** What a value costs: every code of a value set, every word of a name, is a look of its own. */
function valuesIn({ among, sounds }: SearchValue): number {
  return (among ?? sounds)?.length ?? 1;
}

/** Whether a type has the parameter that the rest of a chain begins with, so that others cost nothing. */
function mayKnow(type: string, rest: string): boolean {
  const [head = ''] = rest.split(/[.:]/, 1);
  return head === '_has' || searchParametersOf(type).has(head);
}

function splitModifier(name: string): readonly [name: string, modifier: string | undefined] {
  const colon = name.indexOf(':');
  return colon === -1 ? [name, undefined] : [name.slice(0, colon), name.slice(colon + 1)];
}
