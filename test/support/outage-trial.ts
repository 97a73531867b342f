import type { LinkFacts, SiteFacts } from '../../central-hub/alerts/alert-facts.js';
import { type AlertsState, nextAlerts, noAlerts } from '../../central-hub/alerts/next-alerts.js';
import type { Alert } from '../../journal/alerts/alert.js';
import type { SiteCode } from '../../protocol/ids.js';
import { linkFacts, minute, quietHub, second, siteCode, siteFacts, testDelays, worldStart } from './alert-world.js';
import { type SeededRandom, seededRandom } from './seeded-random.js';

const day = 24 * 60 * minute;
const lookEvery = 20 * second;
/** So long an outage must last for anybody to be alerted of it. */
const lastsMin = 8 * minute;

/** Something that takes links down: the sites, and which of their links. */
interface Fault {
  readonly kind: 'alone' | 'power' | 'fibre' | 'operator' | 'region' | 'tower';
  readonly parts: readonly {
    readonly site: SiteCode;
    readonly link: string | undefined;
    readonly from: number;
    readonly to: number;
  }[];
}

interface TrialSite {
  readonly facts: SiteFacts;
  readonly tower: number;
}

/** What came of one trial; counts. */
export interface OutageTrial {
  /** Outages of three sites or more with something in common, and those that were told as one alert. */
  readonly shared: number;
  readonly found: number;
  /** Those of two or three sites that share what nobody says, from the fourth time on. */
  readonly hidden: number;
  readonly hiddenFound: number;
  /** Alerts of shared outages, and those that no such outage was behind. */
  readonly told: number;
  readonly mistaken: number;
  /** Sites that the outages which were found took down, and alerts of one of them alone meanwhile. */
  readonly sitesOfFound: number;
  readonly beside: number;
  /** Links and sites that fell for longer than an alert needs, and all alerts there were. */
  readonly falls: number;
  readonly alerts: number;
  /** Alerts that a restart of the hub made. */
  readonly ofRestart: number;
}

/** Days of a fleet with faults of all kinds, a hub that restarts, and what the alerting made of them. */
export function outageTrial(seed: number, days: number): OutageTrial {
  const random = seededRandom(seed);
  const sites = fleetOf(random);
  const end = days * day;
  const faults = faultsOf(random, sites, end);
  const restartAt = Math.floor(end * (0.3 + random.fraction() * 0.4));
  const { alerts, ofRestart } = run(sites, faults, end, restartAt);
  return { ...judge(faults, alerts, restartAt), ofRestart };
}

/** Sixty sites in ten regions; most have a fibre, two operators share the modems, each third site or so shares a tower. */
function fleetOf({ chance, below }: SeededRandom): readonly TrialSite[] {
  return Array.from({ length: 60 }, (_, index) => {
    const links: LinkFacts[] = [];
    if (chance(0.8)) links.push(linkFacts('fibre'));
    links.push(linkFacts('4g', 'cellular', { operator: chance(0.5) ? 'MTN' : 'Orange' }));
    if (chance(0.4)) links.push(linkFacts('geo'));
    const region = `Region ${below(10)}`;
    return { facts: siteFacts(siteCode(index), { region, links }), tower: below(150) };
  });
}

function faultsOf(random: SeededRandom, sites: readonly TrialSite[], end: number): readonly Fault[] {
  const { chance, fraction } = random;
  const faults: Fault[] = [];
  const at = (perDay: number, make: (start: number) => Fault) => {
    for (let time = 0; ; ) {
      time += (-Math.log(1 - fraction()) / perDay) * day;
      if (time >= end) return;
      faults.push(make(time));
    }
  };
  const lasts = () => minute * 1.5 * Math.exp(fraction() * 3.5);
  const together = (
    kind: Fault['kind'],
    hit: readonly TrialSite[],
    start: number,
    links: (site: TrialSite) => readonly (string | undefined)[],
  ): Fault => {
    const back = start + 15 * minute + fraction() * 90 * minute;
    const parts = hit.flatMap((site) =>
      links(site).map((link) => ({
        ...{ site: site.facts.code, link, from: start + fraction() * 60 * second, to: back + fraction() * 3 * minute },
      })),
    );
    return { kind, parts };
  };
  for (const { facts } of sites) {
    const alone = (link: string | undefined, kind: Fault['kind']) => (start: number) => ({
      ...{ kind, parts: [{ site: facts.code, link, from: start, to: start + lasts() }] },
    });
    at(0.3, alone(undefined, 'power'));
    for (const { name } of facts.links) at(0.6, alone(name, 'alone'));
  }
  for (const region of new Set(sites.map(({ facts }) => facts.region))) {
    const own = sites.filter(({ facts }) => facts.region === region);
    const some = () => own.filter(() => chance(0.85));
    at(0.15, (start) =>
      together(
        'fibre',
        some().filter((site) => has(site, 'fibre')),
        start,
        () => ['fibre'],
      ),
    );
    at(0.05, (start) => together('region', some(), start, () => [undefined]));
    for (const operator of ['MTN', 'Orange']) {
      const theirs = (site: TrialSite) => site.facts.links.some((link) => link.operator === operator);
      at(0.05, (start) => together('operator', some().filter(theirs), start, () => ['4g']));
    }
  }
  for (const tower of new Set(sites.map((site) => site.tower))) {
    const own = sites.filter((site) => site.tower === tower);
    if (own.length > 1) at(0.7, (start) => together('tower', own, start, () => [undefined]));
  }
  return faults;
}

function has({ facts }: TrialSite, link: string): boolean {
  return facts.links.some(({ name }) => name === link);
}

function run(sites: readonly TrialSite[], faults: readonly Fault[], end: number, restartAt: number) {
  const parts = faults.flatMap((fault) => fault.parts).sort((left, right) => left.from - right.from);
  const alerts = new Map<string, Alert & { readonly most: readonly SiteCode[] }>();
  let state: AlertsState = noAlerts;
  let [next, ofRestart] = [0, 0];
  let down: typeof parts = [];
  const restartedFor = 10 * minute;
  for (let time = 0; time < end; time += lookEvery) {
    while ((parts[next]?.from ?? Number.POSITIVE_INFINITY) <= time) {
      const part = parts[next];
      if (part !== undefined) down.push(part);
      next += 1;
    }
    down = down.filter(({ to }) => to > time);
    // The hub's program stands for a minute, and its sites come back within the next two.
    if (time > restartAt && time < restartAt + minute) continue;
    const isBack = (index: number) => time < restartAt || time > restartAt + minute + (index % 12) * 10 * second;
    const seen = sites.map(({ facts }, index) => seenOf(facts, down, isBack(index)));
    const startedAt = time > restartAt ? worldStart + restartAt + minute : quietHub.startedAt;
    const facts = { hub: { ...quietHub, startedAt }, sites: seen };
    const step = nextAlerts(state, facts, worldStart + time, testDelays);
    state = step.state;
    for (const alert of step.changed) {
      const before = alerts.get(alert.id);
      if (before === undefined && time > restartAt && time < restartAt + restartedFor) ofRestart += 1;
      const most = before === undefined || alert.sites.length > before.most.length ? alert.sites : before.most;
      alerts.set(alert.id, { ...alert, most });
    }
  }
  return { alerts: [...alerts.values()], ofRestart };
}

function seenOf(facts: SiteFacts, down: Fault['parts'], isBack: boolean): SiteFacts {
  const own = down.filter(({ site }) => site === facts.code);
  if (own.length === 0 && isBack) return facts;
  const links = facts.links.map((link) => {
    const isDown = own.some((part) => part.link === undefined || part.link === link.name);
    return isDown ? { ...link, state: 'down', cause: 'blackhole' } : link;
  });
  return { ...facts, links, connected: isBack && links.some(({ state }) => state !== 'down') };
}

type Counts = Omit<OutageTrial, 'ofRestart'>;

function judge(
  faults: readonly Fault[],
  alerts: readonly (Alert & { readonly most: readonly SiteCode[] })[],
  restartAt: number,
): Counts {
  const outages = alerts.filter(({ kind }) => kind === 'shared-outage');
  const many = faults.filter(({ kind }) => kind !== 'alone' && kind !== 'power').map(outageOf);
  const seen = many.filter(({ sites, from, to }) => sites.length >= 2 && to - from >= lastsMin);
  // What falls while the hub does not run is another question.
  const judged = seen.filter(({ from }) => Math.abs(from - restartAt) > 10 * minute);
  const isFound = (outage: (typeof many)[number]) => outages.some((alert) => fits(alert, outage));
  const shared = judged.filter(({ kind, sites }) => kind !== 'tower' && sites.length >= 3);
  const hidden = judged.filter((outage) => outage.kind === 'tower' && timesBefore(outage, many) >= 3);
  const mistaken = outages.filter((alert) => !many.some((outage) => isBehind(alert, outage)));
  const falls = faults
    .flatMap((fault) => fault.parts)
    .filter(({ from, to }) => to - from >= testDelays.linkMilliseconds);
  const found = shared.filter(isFound);
  const single = alerts.filter(({ kind }) => kind !== 'shared-outage');
  const beside = found.flatMap((outage) => single.filter((alert) => isOfPart(alert, outage)));
  return {
    ...{ sitesOfFound: found.reduce((sum, { sites }) => sum + sites.length, 0), beside: beside.length },
    ...{ shared: shared.length, found: found.length },
    ...{ hidden: hidden.length, hiddenFound: hidden.filter(isFound).length },
    ...{ told: outages.length, mistaken: mistaken.length, falls: falls.length, alerts: alerts.length },
  };
}

function outageOf({ kind, parts }: Fault) {
  const sites = [...new Set(parts.map(({ site }) => site))];
  const from = Math.min(...parts.map((part) => part.from));
  const links = [...new Set(parts.map(({ link }) => link))];
  return { kind, sites, links, from, to: Math.min(...parts.map((part) => part.to)) };
}

/** An alert of its own, of a part of an outage, that began with it. */
function isOfPart({ sites, link, startedAt }: Alert, outage: ReturnType<typeof outageOf>): boolean {
  const begins = startedAt - worldStart;
  const [site] = sites;
  if (site === undefined || !outage.sites.includes(site)) return false;
  const isPart = link === null || outage.links.includes(undefined) || outage.links.includes(link);
  return isPart && begins >= outage.from - 20 * second && begins <= outage.from + 3 * minute;
}

function timesBefore(outage: ReturnType<typeof outageOf>, all: readonly ReturnType<typeof outageOf>[]): number {
  return all.filter(({ sites, from }) => from < outage.from && sites.join() === outage.sites.join()).length;
}

/** Told as one alert that names half of its sites or more, and as many of them as of others. */
function fits(alert: Alert & { readonly most: readonly SiteCode[] }, outage: ReturnType<typeof outageOf>): boolean {
  const named = alert.most.filter((site) => outage.sites.includes(site)).length;
  return isBehind(alert, outage) && named * 2 >= outage.sites.length;
}

function isBehind(alert: Alert & { readonly most: readonly SiteCode[] }, outage: ReturnType<typeof outageOf>): boolean {
  const begins = alert.startedAt - worldStart;
  const over = (alert.endedAt ?? Number.POSITIVE_INFINITY) - worldStart;
  const named = alert.most.filter((site) => outage.sites.includes(site)).length;
  return begins <= outage.from + 5 * minute && over >= outage.from && named >= 2 && named * 2 >= alert.most.length;
}

export function addTrials(trials: readonly OutageTrial[]): OutageTrial {
  const sum = (value: (trial: OutageTrial) => number) => trials.reduce((total, trial) => total + value(trial), 0);
  return {
    ...{ shared: sum(({ shared }) => shared), found: sum(({ found }) => found) },
    ...{ hidden: sum(({ hidden }) => hidden), hiddenFound: sum(({ hiddenFound }) => hiddenFound) },
    ...{ told: sum(({ told }) => told), mistaken: sum(({ mistaken }) => mistaken) },
    ...{ sitesOfFound: sum(({ sitesOfFound }) => sitesOfFound), beside: sum(({ beside }) => beside) },
    ...{ falls: sum(({ falls }) => falls), alerts: sum(({ alerts }) => alerts) },
    ofRestart: sum(({ ofRestart }) => ofRestart),
  };
}
