import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatBytes } from '../../kit/i18n/bytes.js';
import { formatNumber, formatTime } from '../../kit/i18n/format.js';
import { stateText } from '../../kit/sync/link-words.js';
import { percentText } from '../links/percent.js';
import { useWords } from '../words/use-words.js';
import type { LinkPast } from './history.js';
import { type Hour, hoursOf } from './hours.js';

/** The figures of the graph, hour by hour, on demand. */
export function HourTable(props: { readonly past: LinkPast; readonly resolutionMilliseconds: number }): JSX.Element {
  const words = useWords();
  const [open, setOpen] = useState(false);
  const { past, resolutionMilliseconds } = props;
  return (
    <details class="more" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {words.t('past.figures')}
        <span class="unseen">, {past.name}</span>
      </summary>
      {open && (
        <div class="table-frame">
          <table class="evidence">
            <thead>
              <tr>
                <th scope="col">{words.t('past.hour')}</th>
                <th scope="col">{words.t('past.column.state')}</th>
                <th scope="col" class="right">
                  {words.t('past.column.median')}
                </th>
                <th scope="col" class="right">
                  {words.t('past.column.loss')}
                </th>
                <th scope="col" class="right">
                  {words.t('past.column.bytes')}
                </th>
              </tr>
            </thead>
            <tbody>
              {hoursOf(past.samples, resolutionMilliseconds).map((hour) => (
                <HourRow key={hour.at} hour={hour} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}

function HourRow({ hour }: { readonly hour: Hour }): JSX.Element {
  const words = useWords();
  const { at, state, medianMilliseconds: median, lossFraction: loss, bytes } = hour;
  return (
    <tr>
      <th scope="row">{formatTime(words.language, at)}</th>
      <td>{state ? stateText(words.language, state) : '–'}</td>
      <td class="right number">
        {median === undefined ? '–' : `${formatNumber(words.language, Math.round(median))}\u00a0ms`}
      </td>
      <td class="right number">{loss === undefined ? '–' : percentText(words, loss)}</td>
      <td class="right number">{formatBytes(words.language, bytes)}</td>
    </tr>
  );
}
