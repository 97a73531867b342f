import type { JSX } from 'preact';
import { Button } from '../../kit/button.js';
import { Icon, type IconName } from '../../kit/icon.js';
import { useStore } from '../../kit/store.js';
import type { Fleet } from '../fleet/fleet.js';
import { type OpsWords, useWords } from '../words/use-words.js';
import { chooseRegion, regionStore } from './chosen-region.js';
import { mapHeight, mapWidth, markOf, pathOf } from './region-shapes.js';
import { type RegionState, type RegionTone, regionStates } from './region-states.js';

/** Each region by the worst of its sites, as a button that shows its sites only; the same as a list below. */
export function Regions({ fleet }: { readonly fleet: Fleet }): JSX.Element {
  const words = useWords();
  const chosen = useStore(regionStore);
  const states = regionStates(fleet.sites, fleet.now);
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot stand inside a drawing */}
      <svg viewBox={`0 0 ${mapWidth} ${mapHeight}`} role="group" aria-label={words.t('map.title')}>
        {states.map((state) => (
          <Region key={state.region} state={state} chosen={chosen === state.region} />
        ))}
      </svg>
      <details class="more">
        <summary>{words.t('map.list')}</summary>
        <ul class="region-list">
          {states.map((state) => (
            <li key={state.region}>
              <Button pressed={chosen === state.region} onClick={() => toggle(state)}>
                <span class={`region-mark ${state.tone}`}>
                  <Icon name={icons[state.tone]} />
                </span>
                <span>
                  <strong>{words.t(`region.${state.region}`)}</strong>{' '}
                  <span class="soft small">{stateText(words, state)}</span>
                </span>
              </Button>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function toggle({ region }: RegionState): void {
  chooseRegion(regionStore.get() === region ? undefined : region);
}

const icons: Readonly<Record<RegionTone, IconName>> = {
  critical: 'octagon',
  warning: 'alert',
  well: 'check',
  aside: 'clock',
  none: 'dot',
};

/** What stands in a region: a sign with its number, so that the colour is never alone. */
const signs: Readonly<Record<RegionTone, string>> = {
  critical: 'M-4.5-11h9L11-4.5v9L4.5 11h-9L-11 4.5v-9Z',
  warning: 'M0-12 12 10H-12Z',
  well: 'M-10-10h20v20h-20Z',
  aside: 'M0-9A9 9 0 1 0 .1-9Z',
  none: '',
};

function Region(props: { readonly state: RegionState; readonly chosen: boolean }): JSX.Element {
  const words = useWords();
  const { state, chosen } = props;
  const { region, tone } = state;
  const [x, y] = markOf(region);
  const count = state.inTrouble > 0 ? state.inTrouble : state.sites + state.aside;
  const label = words.t('map.region', { region: words.t(`region.${region}`), state: stateText(words, state) });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button cannot stand inside a drawing
    <g
      class={`region ${tone} ${chosen ? 'chosen' : ''}`}
      role="button"
      tabindex={0}
      aria-label={label}
      aria-pressed={chosen}
      onClick={() => toggle(state)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        toggle(state);
      }}
    >
      <path class="region-shape" d={pathOf(region)} />
      {tone !== 'none' && (
        <g class="region-sign" transform={`translate(${x} ${y})`}>
          <path d={signs[tone]} />
          <text y={tone === 'warning' ? 7 : 5}>{count}</text>
        </g>
      )}
    </g>
  );
}

function stateText(words: OpsWords, { tone, sites, inTrouble, aside }: RegionState): string {
  if (tone === 'none') return words.t('map.none');
  if (inTrouble > 0) return words.count('map.trouble', inTrouble, { of: sites });
  return tone === 'well' ? words.count('map.well', sites) : words.count('map.aside', aside);
}
