import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { roles } from '../../../record/role.js';
import { useOnce } from '../fhir/use-once.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { listAccess } from './console.js';
import { ConsoleFrame, ConsoleTable } from './console-frame.js';

/** What each role may do with each kind of records: the one table of access (rule R21). */
export function AccessTable(): JSX.Element {
  const words = useConsoleWords();
  const [round, setRound] = useState(0);
  const loaded = useOnce(listAccess, String(round));
  const title = words.t('access.title');
  const columns = [words.t('access.kind'), ...roles.map((role) => words.t(`role.${role}`))];
  return (
    <ConsoleFrame title={title} text={words.t('access.text')} loaded={loaded} onRetry={() => setRound(round + 1)}>
      {({ kinds }) => (
        <ConsoleTable title={title} columns={columns}>
          {kinds.map(({ kind, cells }) => (
            <tr key={kind}>
              <th scope="row">{words.t(`kind.${kind}`)}</th>
              {roles.map((role) => (
                <td key={role}>{cells[role]}</td>
              ))}
            </tr>
          ))}
        </ConsoleTable>
      )}
    </ConsoleFrame>
  );
}
