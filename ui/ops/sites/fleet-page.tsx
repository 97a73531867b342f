import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { TextField } from '../../kit/field.js';
import { foldForList } from '../../kit/fold.js';
import { lazyPart } from '../../kit/lazy.js';
import { Panel } from '../../kit/panel.js';
import { goTo, hrefOf, routeStore } from '../../kit/router.js';
import { Empty, Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import { showTitle } from '../../kit/title.js';
import { AlertsPanel } from '../alerts/alerts-panel.js';
import { demoLinksStore } from '../fleet/demo-links.js';
import type { Fleet } from '../fleet/fleet.js';
import { askFleet, fleetStore } from '../fleet/fleet-store.js';
import { inOrder, totalsOf } from '../fleet/trouble.js';
import { chooseRegion, regionStore } from '../map/chosen-region.js';
import { RegionMap } from '../map/region-map.js';
import { regionOf } from '../map/region-states.js';
import { HubFailure } from '../shell/hub-failure.js';
import { useWords } from '../words/use-words.js';
import { HubNews } from './hub-news.js';
import { useMomentText } from './moment.js';
import { SiteCards } from './site-cards.js';
import type { SitePanelProps } from './site-panel.js';
import { SiteTable, siteLinkId } from './site-table.js';
import { TotalsRow } from './totals.js';
import { useNarrow } from './use-narrow.js';
import { Versions } from './versions.js';

const SitePanel = lazyPart<SitePanelProps>(async () => (await import('./site-panel.js')).SitePanel);

/** The one page: who is in trouble, why, since when. `#/site/CODE` opens the details of a site. */
export function FleetPage(): JSX.Element {
  const state = useStore(fleetStore);
  const route = useStore(routeStore);
  const [page, code = ''] = route.segments;
  const open = page === 'site' ? code : '';
  useReturningFocus(open);
  return (
    <main id="content" class={`fleet-page ${open ? 'with-panel' : ''}`} tabIndex={-1}>
      <div class="fleet">
        {state.kind === 'loading' && <Loading />}
        {state.kind === 'failed' && <HubFailure failure={state.failure} onRetry={() => void askFleet()} />}
        {state.kind === 'ready' && <FleetView fleet={state.fleet} silentSince={state.silentSince} open={open} />}
      </div>
      {state.kind === 'ready' && open && <Details key={open} fleet={state.fleet} code={open} />}
    </main>
  );
}

/** When the details close, the focus goes back to the site that they were of. */
function useReturningFocus(open: string): void {
  const before = useRef('');
  // Before the next key arrives, so that it is not lost on nothing.
  useLayoutEffect(() => {
    if (open === '' && before.current !== '') document.getElementById(siteLinkId(before.current))?.focus();
    before.current = open;
  }, [open]);
}

function FleetView(props: {
  readonly fleet: Fleet;
  readonly silentSince: number | undefined;
  readonly open: string;
}): JSX.Element {
  const words = useWords();
  const { fleet, silentSince, open } = props;
  const momentText = useMomentText();
  const totals = totalsOf(fleet);
  const trouble = words.count('fleet.titleTrouble', totals.inTrouble);
  useEffect(() => {
    showTitle(`${totals.inTrouble > 0 ? trouble : words.t('fleet.title')} – Carnet`);
  }, [trouble]);
  return (
    <>
      <div class="fleet-head">
        <h1>{words.t('fleet.title')}</h1>
        <span class="soft small">
          {words.t(silentSince === undefined ? 'fleet.asOf' : 'fleet.asOfOld', { time: momentText(fleet.now) })}
        </span>
      </div>
      <p class="unseen" role="status">
        {totals.inTrouble > 0 && trouble}
      </p>
      {silentSince !== undefined && (
        <Banner tone="warning" announce title={words.t('hub.silent')}>
          <p>{words.t('hub.silentShown', { since: momentText(silentSince), time: momentText(fleet.now) })}</p>
        </Banner>
      )}
      {fleet.sites.length === 0 ? (
        <NoSites />
      ) : (
        <>
          <TotalsRow totals={totals} />
          <div class="watch">
            <div class="watch-aside">
              <AlertsPanel fleet={fleet} />
              <RegionMap fleet={fleet} />
            </div>
            <div class="watch-sites">
              <FilteredList fleet={fleet} open={open} />
              <Versions fleet={fleet} />
              <HubNews fleet={fleet} />
            </div>
          </div>
        </>
      )}
    </>
  );
}

/** A filter is worth its place from so many sites on. */
const filterSitesMin = 10;

function FilteredList(props: { readonly fleet: Fleet; readonly open: string }): JSX.Element {
  const words = useWords();
  const { fleet, open } = props;
  const demo = useStore(demoLinksStore);
  const [filter, setFilter] = useState('');
  const List = useNarrow() ? SiteCards : SiteTable;
  const wanted = foldForList(filter.trim());
  const region = useStore(regionStore);
  const sites = inOrder(fleet).filter(
    (site) =>
      foldForList(`${site.name} ${site.code} ${site.region}`).includes(wanted) &&
      (region === undefined || regionOf(site) === region),
  );
  return (
    <>
      <div class="fleet-tools screen-only">
        {fleet.sites.length >= filterSitesMin && (
          <TextField id="filter" label={words.t('fleet.filter')} value={filter} onChange={setFilter} />
        )}
        {region !== undefined && (
          <p class="row">
            <strong>{words.t('map.filtered', { region: words.t(`region.${region}`) })}</strong>
            <Button icon="close" onClick={() => chooseRegion(undefined)}>
              {words.t('map.clear')}
            </Button>
          </p>
        )}
        {demo && <p class="soft small">{words.t('demo.note')}</p>}
      </div>
      {sites.length > 0 ? (
        <List sites={sites} nowMilliseconds={fleet.now} open={open} />
      ) : (
        <Empty icon="search" title={words.t('fleet.noMatch')} />
      )}
    </>
  );
}

function NoSites(): JSX.Element {
  const words = useWords();
  return (
    <Empty icon="link" title={words.t('fleet.empty')}>
      <p>{words.t('fleet.emptyText')}</p>
      <code>
        carnet site add "{words.t('fleet.emptyName')}" --region {words.t('fleet.emptyRegion')}
      </code>
    </Empty>
  );
}

function Details(props: { readonly fleet: Fleet; readonly code: string }): JSX.Element {
  const words = useWords();
  const site = props.fleet.sites.find(({ code }) => code === props.code);
  if (site) return <SitePanel site={site} nowMilliseconds={props.fleet.now} />;
  return (
    <Panel title={words.t('fleet.unknownSite')} onClose={() => goTo(hrefOf(''))}>
      <p>{words.t('fleet.unknownSiteText', { code: props.code })}</p>
    </Panel>
  );
}
