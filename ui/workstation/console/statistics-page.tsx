import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../kit/banner.js';
import { formatDate, formatNumber } from '../../kit/i18n/format.js';
import { Empty } from '../../kit/states.js';
import { useOnce } from '../fhir/use-once.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { listStatistics } from './console.js';
import { ConsoleFrame, ConsoleTable } from './console-frame.js';

/** How much is done here, by day and kind: numbers only (rule R33). */
export function StatisticsPage(): JSX.Element {
  const words = useConsoleWords();
  const [round, setRound] = useState(0);
  const loaded = useOnce(listStatistics, String(round));
  const title = words.t('statistics.title');
  const columns = (['day', 'act', 'kind', 'count'] as const).map((column) => words.t(`statistics.${column}`));
  return (
    <ConsoleFrame title={title} text={words.t('statistics.text')} loaded={loaded} onRetry={() => setRound(round + 1)}>
      {({ statistics, isWhole }) => (
        <>
          {!isWhole && <Banner tone="information" title={words.t('statistics.part')} />}
          {statistics.length === 0 && <Empty title={words.t('statistics.none')} />}
          {statistics.length > 0 && (
            <ConsoleTable title={title} columns={columns}>
              {statistics.map(({ day, act, kind, count }) => (
                <tr key={`${day} ${act} ${kind}`}>
                  <th scope="row">{formatDate(words.language, day)}</th>
                  <td>{words.t(`act.${act}`)}</td>
                  <td>{words.t(`kind.${kind}`)}</td>
                  <td class="right number">{formatNumber(words.language, count)}</td>
                </tr>
              ))}
            </ConsoleTable>
          )}
        </>
      )}
    </ConsoleFrame>
  );
}
