import { Problem } from '../../protocol/problem.js';
import type { JournalContext } from '../context.js';
import { journalLimits } from '../limits.js';
import { readIn } from '../read-in.js';
import type { SearchContext } from '../search/search-context.js';
import { labelSql } from '../sql/labels.js';
import type { Label, Labels } from './labels.js';

/** The search parameters in whose rows labels stand. */
const parameters = { profile: '_profile', security: '_security', tag: '_tag' } as const;

/**
 * The labels that resources of some types have, each once, sorted. Every label is one look into the index.
 * @throws Problem `too-large` for more of them than anybody could use; `index-rebuilding`
 */
export function readLabels(journal: JournalContext, types: Iterable<string>): Labels {
  return readIn(journal, (context) => {
    const typeKeys = [...types].flatMap((type) => context.names.findType(type) ?? []);
    const of = (name: string) => labelsOf(context, typeKeys, name);
    return { profile: of(parameters.profile), security: of(parameters.security), tag: of(parameters.tag) };
  });
}

function labelsOf(context: SearchContext, types: readonly number[], name: string): readonly Label[] {
  const found = new Map<string, Label>();
  for (const type of types) {
    const parameter = context.names.findParameter(type, name);
    if (parameter === undefined) continue;
    for (const label of valuesOf(context, parameter)) {
      found.set(`${label.system}\n${label.code}`, label);
      if (found.size > journalLimits.labelsMax) {
        throw new Problem('too-large', `more than ${journalLimits.labelsMax} labels of one kind`);
      }
    }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, label]) => label);
}

function* valuesOf({ connection, behind }: SearchContext, parameter: number): Generator<Label> {
  let last: Label | undefined = { system: '', code: '' };
  while (last !== undefined) {
    last = connection.one(labelSql.next, parameter, last.code, last.system);
    if (last === undefined) return;
    const { system, code } = last;
    if (!behind || connection.one(labelSql.fresh, parameter, code, system) !== undefined) yield { system, code };
  }
}
