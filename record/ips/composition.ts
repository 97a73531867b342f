import type { Elements } from '../elements.js';
import { narrativeOf } from './narrative.js';
import { type Lookup, summaryRow, whenOf } from './rows.js';
import { type SummarySection, summarySections, type Words } from './sections.js';

/** A resource of a summary. */
export interface SummaryMember {
  /** `Type/id`. */
  readonly reference: string;
  readonly type: string;
  /** With its numbers as texts, as they were written. */
  readonly resource: Elements;
}

export interface SummaryQuestion {
  /** The service base URL, without a slash at its end: entries are named by their whole address. */
  readonly base: string;
  readonly language: keyof Words;
  readonly members: readonly SummaryMember[];
  /** The types that the reader may see. */
  readonly types: ReadonlySet<string>;
  /** Those among them of which something is that the reader may not see: an empty section must not say that nothing is. */
  readonly restricted: ReadonlySet<string>;
  readonly lookup: Lookup;
}

export interface ShownSection {
  /** `Composition.section`. */
  readonly section: object;
  readonly entries: readonly SummaryMember[];
}

const latestOnly = (count: number): Words => ({
  fr: `Les ${count} plus récents seulement.`,
  en: `Only the latest ${count}.`,
});
const empty = {
  unavailable: { fr: 'Rien n’est noté ici à ce sujet.', en: 'Nothing is noted here about this.' },
  withheld: { fr: 'Votre rôle ne permet pas de le voir.', en: 'Your role does not allow this to be seen.' },
} as const satisfies Readonly<Record<string, Words>>;

/**
 * The sections of a summary, each with the resources that it names, the latest first. One that is required and empty says why
 * (HL7 IPS 2.0, `ips-comp-1`): nothing noted is not "none known", which only a resource can say.
 */
export function summarise(question: SummaryQuestion): readonly ShownSection[] {
  return summarySections.flatMap((section) => {
    const isSeen = section.types.some((type) => question.types.has(type));
    const found = isSeen ? membersOf(section, question.members) : [];
    if (found.length > 0) return [filled(section, found, question)];
    if (!section.isRequired) return [];
    const isWhole = isSeen && !section.types.some((type) => question.restricted.has(type));
    const reason = isWhole ? 'unavailable' : 'withheld';
    return [{ section: emptySection(section, reason, question.language), entries: [] }];
  });
}

function membersOf({ types, holds }: SummarySection, members: readonly SummaryMember[]): readonly SummaryMember[] {
  return members
    .filter(({ type, resource }) => types.includes(type) && holds(resource))
    .toSorted((left, right) => (whenOf(left.resource) < whenOf(right.resource) ? 1 : -1));
}

function filled(section: SummarySection, found: readonly SummaryMember[], question: SummaryQuestion): ShownSection {
  const { base, language, lookup } = question;
  const entries = found.slice(0, section.entriesMax);
  const rows = entries.map(({ resource }) => summaryRow(resource, language, lookup));
  const sentence = found.length > entries.length ? latestOnly(entries.length)[language] : '';
  return {
    section: {
      ...headOf(section, language),
      text: { status: 'generated', div: narrativeOf(rows, sentence, language) },
      entry: entries.map(({ reference }) => ({ reference: `${base}/${reference}` })),
    },
    entries,
  };
}

function emptySection(section: SummarySection, reason: keyof typeof empty, language: keyof Words) {
  const text = empty[reason][language];
  const system = 'http://terminology.hl7.org/CodeSystem/list-empty-reason';
  return {
    ...headOf(section, language),
    text: { status: 'generated', div: narrativeOf([], text, language) },
    emptyReason: { coding: [{ system, code: reason }], text },
  };
}

function headOf({ title, code, display }: SummarySection, language: keyof Words) {
  return { title: title[language], code: { coding: [{ system: 'http://loinc.org', code, display }] } };
}
