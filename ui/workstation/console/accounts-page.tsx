import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDate, formatDayAndTime } from '../../kit/i18n/format.js';
import { Tag } from '../../kit/tag.js';
import { useOnce } from '../fhir/use-once.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { type Account, listAccounts } from './console.js';
import { ConsoleFrame, ConsoleTable } from './console-frame.js';

/** Who has an account: their role, what they prove themselves by, and until when they may practise. */
export function AccountsPage(): JSX.Element {
  const words = useConsoleWords();
  const [round, setRound] = useState(0);
  const loaded = useOnce(listAccounts, String(round));
  const title = words.t('accounts.title');
  const columns = ['person', 'role', 'factor', 'licence', 'lastSignIn'] as const;
  return (
    <ConsoleFrame title={title} text={words.t('accounts.text')} loaded={loaded} onRetry={() => setRound(round + 1)}>
      {({ accounts }) => (
        <ConsoleTable title={title} columns={columns.map((column) => words.t(`accounts.${column}`))}>
          {accounts.map((account) => (
            <AccountRow key={account.user} account={account} />
          ))}
        </ConsoleTable>
      )}
    </ConsoleFrame>
  );
}

function AccountRow({ account }: { readonly account: Account }): JSX.Element {
  const words = useConsoleWords();
  const { user, displayName, role, disabled, isWaiting, hasSecondFactor, lastSignIn } = account;
  return (
    <tr>
      <th scope="row">
        {displayName} <span class="soft">{user}</span>
        {isWaiting && <Tag tone="warning">{words.t('approvals.title')}</Tag>}
        {disabled && !isWaiting && <Tag tone="warning">{words.t('accounts.disabled')}</Tag>}
      </th>
      <td>{words.t(`role.${role}`)}</td>
      <td>{words.t(hasSecondFactor ? 'accounts.hasFactor' : 'accounts.noFactor')}</td>
      <td>
        <Licences account={account} />
      </td>
      <td class="number">
        {lastSignIn === null ? words.t('accounts.never') : formatDayAndTime(words.language, lastSignIn, Date.now())}
      </td>
    </tr>
  );
}

function Licences({ account }: { readonly account: Account }): JSX.Element {
  const words = useConsoleWords();
  const { licences, isLicensed } = account;
  if (licences.length === 0) return <span class="soft">{words.t('accounts.noLicence')}</span>;
  return (
    <>
      {licences.map(({ name, until }) => (
        <div key={`${name} ${until}`}>
          {words.t('accounts.licenceUntil', { name, until: formatDate(words.language, until) })}
        </div>
      ))}
      {!isLicensed && <Tag tone="critical">{words.t('accounts.licenceOver')}</Tag>}
    </>
  );
}
