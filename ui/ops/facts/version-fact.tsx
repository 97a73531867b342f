import type { JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Facts } from '../fleet/facts.js';
import { useWords } from '../words/use-words.js';

/** What a site runs: its version, with the schema and the protocol that this one has. */
export function VersionFact({ facts: { version, program } }: { readonly facts: Facts }): JSX.Element {
  const words = useWords();
  const number = (value: number) => formatNumber(words.language, value);
  return (
    <>
      {version || words.t('facts.unknown')}
      {program && (
        <span class="under">
          {words.t('facts.schema', { schema: number(program.schema), protocol: number(program.protocol) })}
        </span>
      )}
    </>
  );
}
