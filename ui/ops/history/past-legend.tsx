import type { JSX } from 'preact';
import { linkStates } from '../../../protocol/links/link-states.js';
import type { LinkStateName } from '../../kit/sync/link-codes.js';
import { stateText } from '../../kit/sync/link-words.js';
import { useWords } from '../words/use-words.js';
import { lossTones } from './loss-tone.js';

/** The states by what the ribbon shows of them: what carries nothing looks the same. */
const ribbonMarks: readonly (readonly LinkStateName[])[] = [
  ...linkStates.filter((state) => state !== 'down' && state !== 'blocked').map((state) => [state]),
  ['down', 'blocked'],
];

/** What the graphs' lines, smoke and ribbon mean; each mark has a shape beside its colour. */
export function PastLegend(): JSX.Element {
  const words = useWords();
  return (
    <details class="more">
      <summary>{words.t('past.legend')}</summary>
      <p class="small">{words.t('past.legend.smoke')}</p>
      <ul class="legend small">
        {lossTones.map((tone) => (
          <li key={tone}>
            <span class={`legend-line ${tone}`} /> {words.t(`past.legend.${tone}`)}
          </li>
        ))}
      </ul>
      <p class="small">{words.t('past.legend.ribbon')}</p>
      <ul class="legend small">
        {ribbonMarks.map((states) => (
          <li key={states[0]}>
            <span class={`legend-state ${states[0]}`} />{' '}
            {states.map((state) => stateText(words.language, state)).join(', ')}
          </li>
        ))}
      </ul>
    </details>
  );
}
