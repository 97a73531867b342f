import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { Tag } from '../../kit/tag.js';
import { useOnce } from '../fhir/use-once.js';
import { useSave } from '../forms/use-save.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { endSession, listSessions, type OpenSession } from './console.js';
import { ConsoleFrame, ConsoleTable } from './console-frame.js';

/** Who is signed in where; the administrator ends a session at once. */
export function SessionsPage(): JSX.Element {
  const words = useConsoleWords();
  const [round, setRound] = useState(0);
  const saving = useSave();
  const loaded = useOnce(listSessions, String(round));
  const again = () => setRound(round + 1);
  const end = (id: string) =>
    void saving.run(async () => {
      await endSession(id);
      document.getElementById('content')?.focus();
      again();
    });
  const title = words.t('sessions.title');
  const columns = [
    ...[words.t('accounts.person'), words.t('sessions.began'), words.t('sessions.used')],
    ...[words.t('sessions.address'), words.t('sessions.state'), words.t('sessions.end')],
  ];
  return (
    <ConsoleFrame title={title} loaded={loaded} onRetry={again}>
      {({ sessions }) => (
        <>
          {saving.failure && <FailureBanner failure={saving.failure} />}
          {sessions.length === 0 && <p>{words.t('sessions.none')}</p>}
          <ConsoleTable title={title} columns={columns}>
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => end(session.id)} />
            ))}
          </ConsoleTable>
        </>
      )}
    </ConsoleFrame>
  );
}

function SessionRow({ session, onEnd }: { readonly session: OpenSession; readonly onEnd: () => void }): JSX.Element {
  const words = useConsoleWords();
  const { displayName, role, began, used, address, isLocked, reasons } = session;
  const timeOf = (at: string) => formatDayAndTime(words.language, at, Date.now());
  return (
    <tr>
      <th scope="row">
        {displayName} <span class="soft">{words.t(`role.${role}`)}</span>
      </th>
      <td class="number">{timeOf(began)}</td>
      <td class="number">{used === null ? '–' : timeOf(used)}</td>
      <td>
        {address ?? '–'}
        {reasons.map((reason) => (
          <Tag key={reason} tone="warning">
            {words.t(`signIns.${reason}`)}
          </Tag>
        ))}
      </td>
      <td>{words.t(isLocked ? 'sessions.locked' : 'sessions.open')}</td>
      <td>
        <Button onClick={onEnd}>
          {words.t('sessions.end')}
          <span class="unseen"> {words.t('sessions.endOf', { name: displayName })}</span>
        </Button>
      </td>
    </tr>
  );
}
