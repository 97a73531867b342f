import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LinkSetupFault } from '../../../protocol/links/setup-faults.js';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { useStore } from '../../kit/store.js';
import { causeText, stateText } from '../../kit/sync/link-words.js';
import { SetupFaultList } from '../../kit/sync/setup-fault-list.js';
import { Tag } from '../../kit/tag.js';
import { type DemoLinks, demoLinkKey, demoLinksStore, setDemoCut } from '../fleet/demo-links.js';
import type { Site, SiteLink } from '../fleet/fleet.js';
import type { SiteHistory } from '../history/history.js';
import { LinkPastView } from '../history/link-past.js';
import type { Scale } from '../history/past-summary.js';
import { BudgetBar } from '../links/budget-bar.js';
import { SignalLine } from '../links/signal-line.js';
import { useWords } from '../words/use-words.js';
import { isBroken } from './link-chip.js';
import { LinkIcon } from './link-icon.js';
import { Moment } from './moment.js';

/** What the links of a site did, on one scale. */
export interface DrawnHistory extends SiteHistory {
  readonly nowMilliseconds: number;
  readonly spanMilliseconds: number;
  readonly scale: Scale;
}

/** The links of a site with their evidence; in a demo each can be cut and restored here. */
export function LinkList(props: { readonly site: Site; readonly history: DrawnHistory | undefined }): JSX.Element {
  const words = useWords();
  const { site, history } = props;
  const demo = useStore(demoLinksStore);
  const known = new Set(site.links.map(({ name }) => name));
  const relayed = site.links.filter((link) => demo?.has(demoLinkKey(site.code, link.name)));
  const allCut = relayed.every((link) => demo?.get(demoLinkKey(site.code, link.name)));
  return (
    <>
      {site.links.length === 0 && <p class="soft small">{words.t('detail.noLinks')}</p>}
      <ul class="link-list">
        {site.links.map((link) => (
          <LinkItem key={link.name} site={site} link={link} demo={demo} history={history} />
        ))}
      </ul>
      {/* Of a link that only the box knows. */}
      <SetupFaultList language={words.language} faults={faultsOf(site, (link) => !known.has(link))} />
      {relayed.length > 1 && (
        <CutButton
          links={relayed.map((link) => link.name)}
          site={site.code}
          cut={allCut}
          label={words.t(allCut ? 'demo.restoreAll' : 'demo.cutAll')}
        />
      )}
    </>
  );
}

function LinkItem(props: {
  readonly site: Site;
  readonly link: SiteLink;
  readonly demo: DemoLinks | undefined;
  readonly history: DrawnHistory | undefined;
}): JSX.Element {
  const words = useWords();
  const { site, link, demo, history } = props;
  const past = history?.links.find(({ name }) => name === link.name);
  const cut = demo?.get(demoLinkKey(site.code, link.name));
  const inService = site.state === 'active';
  const kind = words.t(`link.kind.${link.kind}`);
  const faults = inService ? faultsOf(site, (name) => name === link.name) : [];
  // Of a device that is not there its cable says nothing.
  const hasEquipment = !faults.some(({ code }) => code === 'device-missing');
  return (
    <li>
      <div class="row">
        <span class={`chip bare ${inService ? link.state : ''}`}>
          <LinkIcon kind={link.kind} broken={isBroken(link)} />
          <strong class="chip-name">{link.name}</strong>
          {inService && <span>{stateText(words.language, link.state)}</span>}
        </span>
        {kind.toLowerCase() !== link.name.toLowerCase() && <span class="soft small">{kind}</span>}
        {link.metered && <Tag>{words.t('detail.metered')}</Tag>}
      </div>
      {link.cause && (
        <p class="small">
          <strong>{sentence(causeText(words.language, link.cause))}</strong> {words.t(`link.cause.text.${link.cause}`)}
        </p>
      )}
      {link.since !== undefined && (
        <p class="soft small">
          {words.t('detail.since')} <Moment at={link.since} />
        </p>
      )}
      <SetupFaultList language={words.language} faults={faults} />
      {cut && <p class="small">{words.t('demo.isCut')}</p>}
      {cut === false && link.state === 'down' && <p class="small">{words.t('demo.isBack')}</p>}
      {link.signal && hasEquipment && <SignalLine signal={link.signal} />}
      {history && (
        <LinkPastView
          {...{ past: past ?? { name: link.name, samples: [] }, nowMilliseconds: history.nowMilliseconds }}
          spanMilliseconds={history.spanMilliseconds}
          {...{ resolutionMilliseconds: history.resolution, scale: history.scale }}
        />
      )}
      {link.budget && <BudgetBar budget={link.budget} />}
      {cut !== undefined && (
        <CutButton
          links={[link.name]}
          site={site.code}
          cut={cut}
          label={words.t(cut ? 'demo.restore' : 'demo.cut')}
          about={link.name}
        />
      )}
    </li>
  );
}

/** As the site said last. */
function faultsOf({ facts }: Site, isOf: (link: string) => boolean): readonly LinkSetupFault[] {
  return facts?.linkFaults.filter(({ link }) => isOf(link)) ?? [];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function CutButton(props: {
  readonly site: string;
  readonly links: readonly string[];
  /** Whether they are cut now. */
  readonly cut: boolean;
  readonly label: string;
  /** For those who hear the button without seeing what it stands beside. */
  readonly about?: string;
}): JSX.Element {
  const words = useWords();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const press = async () => {
    setBusy(true);
    try {
      for (const link of props.links) await setDemoCut(props.site, link, !props.cut);
      setFailed(false);
    } catch {
      setFailed(true);
    }
    setBusy(false);
  };
  return (
    <div class="cut screen-only">
      <Button icon={props.cut ? 'link' : 'linkOff'} busy={busy} onClick={() => void press()}>
        {props.label}
        {props.about && <span class="unseen"> {props.about}</span>}
      </Button>
      {failed && (
        <Banner tone="critical" announce title={words.t('demo.failed')}>
          <p class="small">{words.t('demo.failedText')}</p>
        </Banner>
      )}
    </div>
  );
}
