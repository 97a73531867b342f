import type { JSX } from 'preact';
import { upgradeOutcomeWords } from '../../../protocol/facts/program-facts.js';
import type { Facts } from '../fleet/facts.js';
import { Moment } from '../sites/moment.js';
import { useWords } from '../words/use-words.js';

/** How the last upgrade of a site ended, and why where it was not what was wanted. */
export function UpgradeFact({ facts: { program } }: { readonly facts: Facts }): JSX.Element {
  const words = useWords();
  const upgrade = program?.upgrade;
  if (!upgrade) return <>{words.t('facts.never')}</>;
  const outcome = upgradeOutcomeWords[upgrade.outcome][words.language];
  const code = upgrade.code === '' ? '' : ` (${upgrade.code})`;
  return (
    <>
      <Moment at={upgrade.at} />
      <span class="under">{`${words.t('facts.upgradeTo', { version: upgrade.to, outcome })}${code}`}</span>
    </>
  );
}
