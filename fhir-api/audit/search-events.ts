import { type AuditClass, auditClasses, classKeyOf } from '../../journal/audit/audit-class.js';
import type { AuditQuery, AuditStretch, SoughtAgents, SoughtEntities } from '../../journal/audit/audit-query.js';
import type { SearchValue } from '../../journal/search/search-value.js';
import type { ResourceId, SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { isResourceTypeKnown, resourceTypes } from '../../record/definitions/load.js';
import { apiLimits } from '../limits.js';
import { readCount } from '../search/count.js';
import { splitEscaped } from '../search/escape.js';
import { printableName } from '../search/query.js';
import { dateValue, idValue, referenceValue, tokenValue } from '../search/values.js';
import { numberOfEvent } from './audit-event.js';
import { authorSystem, type Coding } from './codings.js';
import { auditServed } from './definition.js';
import { agentTypes } from './event-agents.js';
import { type EventKind, eventKindOf } from './event-kind.js';

/** A search for AuditEvents as it will be run, and what of it was not understood. */
export interface EventSearch {
  readonly query: AuditQuery;
  /** Ids that are asked for; absent: any. */
  readonly ids?: ReadonlySet<string>;
  /** The one patient who is named. */
  readonly patient: ResourceId | undefined;
  readonly used: URLSearchParams;
  readonly ignored: readonly string[];
}

interface Draft {
  readonly base: string;
  readonly node: SiteCode;
  readonly times: (readonly SearchValue[])[];
  readonly agents: SoughtAgents[];
  readonly entities: SoughtEntities[];
  classes: readonly AuditClass[] | undefined;
  ids: ReadonlySet<string> | undefined;
  isRising: boolean;
  count: number;
  stretch: AuditStretch | undefined;
}

/**
 * Reads the parameters of a search for AuditEvents (FHIR R4 §3.1.1, §6.2.7).
 * @throws Problem `parameter-malformed`, and `parameter-unknown` for a modifier that is not served
 */
export function readEventSearch(parameters: URLSearchParams, base: string, node: SiteCode): EventSearch {
  if (parameters.size > apiLimits.parametersPerSearchMax)
    throw new Problem('parameter-malformed', 'too many parameters');
  const draft: Draft = {
    ...{ base, node, times: [], agents: [], entities: [], classes: undefined, ids: undefined, isRising: false },
    ...{ count: apiLimits.pageResourcesDefault, stretch: undefined },
  };
  const used = new URLSearchParams();
  const ignored: string[] = [];
  for (const [name, value] of parameters) {
    if (readShape(draft, name, value) || readCriterion(draft, name, value)) used.append(name, value);
    else ignored.push(printableName(name));
  }
  const { classes, ids, times, agents, entities, isRising, count, stretch } = draft;
  const numbers = ids && [...ids].flatMap((id) => numberOfEvent(node, id) ?? []);
  const patients = new Set(entities.flatMap((each) => each.patients));
  const query: AuditQuery = {
    ...{ times, agents, entities, isRising, count },
    ...(classes !== undefined && { classes: classes.map(classKeyOf) }),
    ...(numbers !== undefined && { numbers }),
    ...(stretch !== undefined && { stretch }),
  };
  const [patient] = patients.size === 1 ? patients : [];
  return { query, patient, used, ignored, ...(ids !== undefined && { ids }) };
}

/** How the answer is to be cut. */
function readShape(draft: Draft, name: string, value: string): boolean {
  switch (name) {
    case '_count':
      draft.count = readCount(value);
      return true;
    case '_cursor':
      draft.stretch = readStretch(value);
      return true;
    case '_sort':
      draft.isRising = value === 'date';
      return value === 'date' || value === '-date';
    default:
      return false;
  }
}

export function cursorOf({ from, to }: AuditStretch): string {
  return `${from}-${to}`;
}

/** @throws Problem `parameter-malformed` */
function readStretch(text: string): AuditStretch {
  const [, from, to] = /^(\d{1,15})-(\d{1,15})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw new Problem('parameter-malformed', 'page cursor');
  return { from: Math.max(1, Number(from)), to: Number(to) };
}

function readCriterion(draft: Draft, full: string, text: string): boolean {
  const [name = '', modifier] = full.split(':', 2);
  if (!(auditServed.parameters as readonly string[]).includes(name)) return false;
  const texts = splitEscaped(text, ',').filter((each) => each !== '');
  if (texts.length > apiLimits.valuesPerParameterMax) throw new Problem('parameter-malformed', `${name} has too many`);
  if (!isModifierServed(name, modifier)) {
    throw new Problem('parameter-unknown', `this modifier of ${name} is not supported`);
  }
  if (texts.length > 0) keep(draft, name, modifier, texts);
  return true;
}

function isModifierServed(name: string, modifier: string | undefined): boolean {
  if (modifier === undefined) return true;
  if (name === 'agent') return modifier === 'identifier' || agentTypes.includes(modifier);
  return name === 'entity' ? isResourceTypeKnown(modifier) : name === 'patient' && modifier === 'Patient';
}

function keep(draft: Draft, name: string, modifier: string | undefined, texts: readonly string[]): void {
  switch (name) {
    case '_id': {
      const ids = texts.map((text) => idValue(text).text);
      draft.ids = new Set(ids.filter((id) => draft.ids?.has(id) !== false));
      return;
    }
    case 'date':
      return void draft.times.push(texts.map((text) => dateValue(name, text)));
    case 'agent':
      return void draft.agents.push(
        modifier === 'identifier'
          ? { references: [], names: texts.flatMap(nameIn) }
          : { references: referencesIn(draft, name, modifier, texts, agentTypes), names: [] },
      );
    case 'patient':
    case 'entity': {
      const types = name === 'patient' ? ['Patient'] : resourceTypes();
      const references = referencesIn(draft, name, modifier, texts, types);
      const patients = references.flatMap((each) => /^Patient\/(.+)$/.exec(each)?.[1] ?? []) as ResourceId[];
      return void draft.entities.push({ references: name === 'patient' ? [] : references, patients });
    }
    default: {
      const wanted = texts.map((text) => tokenValue(name, text));
      draft.classes = (draft.classes ?? auditClasses).filter((each) => {
        const codings = codingsOf(name, eventKindOf(each));
        return wanted.some((value) => codings.some((coding) => isMeant(coding, value)));
      });
    }
  }
}

/** `system|value` or a value alone of what stands in the audit. */
function nameIn(text: string): readonly string[] {
  const { system = authorSystem, text: name } = tokenValue('agent', text);
  return system === authorSystem ? [name] : [];
}

/** An id alone may be of each type. */
function referencesIn(
  { base }: Draft,
  name: string,
  modifier: string | undefined,
  texts: readonly string[],
  types: readonly string[],
): readonly string[] {
  return texts.flatMap((text) => {
    const { system, text: id } = referenceValue(name, text, base, modifier);
    if (system !== undefined) return types.includes(system) ? [`${system}/${id}`] : [];
    return types.map((type) => `${type}/${id}`);
  });
}

const codeSystem = 'http://terminology.hl7.org/CodeSystem/audit-event-';

function codingsOf(parameter: string, { type, subtype, action, outcome }: EventKind): readonly Coding[] {
  if (parameter === 'type') return [type];
  if (parameter === 'subtype') return subtype;
  return [{ system: `${codeSystem}${parameter}`, code: parameter === 'action' ? action : outcome }];
}

function isMeant(coding: Coding, { system, text }: SearchValue): boolean {
  return (system === undefined || system === coding.system) && (text === '' || text === coding.code);
}
