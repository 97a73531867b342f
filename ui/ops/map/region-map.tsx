import type { JSX } from 'preact';
import { lazyPart } from '../../kit/lazy.js';
import type { Fleet } from '../fleet/fleet.js';
import { useNarrow } from '../sites/use-narrow.js';
import { useWords } from '../words/use-words.js';

/** The drawing is a tenth of what this page loads: the alerts and the sites come before it. */
const Regions = lazyPart<{ readonly fleet: Fleet }>(async () => (await import('./regions.js')).Regions);

/** The ten regions; on a phone they wait behind their title, so that the sites come first. */
export function RegionMap({ fleet }: { readonly fleet: Fleet }): JSX.Element {
  const words = useWords();
  if (!useNarrow()) {
    return (
      <section class="region-map screen-only" aria-label={words.t('map.title')}>
        <h2>{words.t('map.title')}</h2>
        <Regions fleet={fleet} />
      </section>
    );
  }
  return (
    <details class="more region-map screen-only">
      <summary>{words.t('map.title')}</summary>
      <Regions fleet={fleet} />
    </details>
  );
}
