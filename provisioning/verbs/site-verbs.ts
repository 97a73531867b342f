import type { CertificateEntry, InviteEntry } from '../../journal/certificates/certificate-store.js';
import type { Site, SiteLink, SiteProgress } from '../../journal/fleet-store.js';
import type { ProgramFacts } from '../../protocol/facts/program-facts.js';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { deriveInviteSecret } from '../enrolment/invite-secret.js';
import { formatOneTimeCode, newOneTimeCode } from '../enrolment/one-time-code.js';
import { endCardKeys } from '../hub/end-card-keys.js';
import { VerbArguments } from './arguments.js';
import { ensureOrganization, retireOrganization } from './site-organization.js';
import type { VerbContext } from './verb-context.js';

const linksMax = 4;
const inviteMillisecondsDefault = 7 * 24 * 60 * 60 * 1000;
const inviteMillisecondsMax = 90 * 24 * 60 * 60 * 1000;
const linkKinds = ['fibre', 'cellular', 'starlink', 'geo', 'other'] as const;

export interface InvitedSite {
  readonly site: Site;
  /** As it stands on paper; shown once, never kept. */
  readonly oneTimeCode: string;
  readonly expiresMilliseconds: number;
}

/** `site-add` {name, region, links?, inviteMilliseconds?}. @throws Problem `already-exists` for the name */
export async function addSite(context: VerbContext, args: unknown): Promise<InvitedSite> {
  requireHub(context);
  const given = new VerbArguments(args);
  const links = given.list('links', linksMax).map(parseLink);
  if (new Set(links.map((link) => link.name)).size < links.length) throw new Problem('usage-wrong', 'link named twice');
  const site = await context.journal.fleet.addSite({
    name: given.text('name', 120),
    region: given.text('region', 60),
    links: links.length > 0 ? links : [{ name: parseLinkName('fibre'), kind: 'fibre', metered: false }],
    createdMilliseconds: context.now(),
  });
  return invite(context, site, given);
}

/**
 * `site-invite` {code, inviteMilliseconds?}: a new one-time code for a site whose first one was lost or has expired.
 * @throws Problem `not-found`, `forbidden` once the site has joined
 */
export async function inviteSite(context: VerbContext, args: unknown): Promise<InvitedSite> {
  requireHub(context);
  const given = new VerbArguments(args);
  const site = await findSite(context, given);
  if (site.state !== 'invited') throw new Problem('forbidden', `the site is ${site.state}`);
  return invite(context, site, given);
}

/**
 * `site-replace` {site, inviteMilliseconds?}: by code or name; a one-time code for another box of a site that has joined.
 * The certificates of the box before end when it is spent (rule B15).
 * @throws Problem `not-found`, `forbidden` for a site that has never joined
 */
export async function replaceSite(context: VerbContext, args: unknown): Promise<InvitedSite> {
  requireHub(context);
  const given = new VerbArguments(args);
  const site = await findNamed(context, given);
  if (site.state === 'invited') throw new Problem('forbidden', 'the site has not joined: carnet site invite');
  return invite(context, site, given);
}

/** A site, and what it says that it runs (rule U9); `null` before it has said anything. */
export interface ListedSite extends Site {
  readonly version: string | null;
  readonly program: ProgramFacts | null;
}

/** `site-list` {} */
export async function listSites(context: VerbContext): Promise<readonly ListedSite[]> {
  requireHub(context);
  const said = new Map((await context.journal.facts.all()).map(({ site, facts }) => [site, facts]));
  const sites = await context.journal.fleet.listSites();
  return sites.map((site) => {
    const facts = said.get(site.code);
    return { ...site, version: facts?.version ?? null, program: facts?.program ?? null };
  });
}

/** `site-show` {code} */
export async function showSite(context: VerbContext, args: unknown): Promise<SiteProgress> {
  requireHub(context);
  const site = await findSite(context, new VerbArguments(args));
  const progress = await context.journal.fleet.progress();
  return progress.find((each) => each.site.code === site.code) ?? { site, towards: [], from: [], records: 0 };
}

/** `site-revoke` {code, by?, note?}: its certificates leave the list at once; who did it and why is kept. */
export async function revokeSite(context: VerbContext, args: unknown): Promise<Site> {
  requireHub(context);
  const given = new VerbArguments(args);
  const site = await findSite(context, given);
  const by = given.optionalText('by', 80);
  const note = given.optionalText('note', 200);
  const revocation = { site: site.code, atMilliseconds: context.now() };
  context.keepRevocation?.(revocation);
  const who = { ...(by !== undefined && { by }), ...(note !== undefined && { note }) };
  await context.journal.fleet.revokeSite(site.code, revocation.atMilliseconds, who);
  context.onRevoked?.(site.code);
  await endCardKeys(context.journal, site.code, revocation.atMilliseconds);
  await retireOrganization(context, site);
  return (await context.journal.fleet.findSite(site.code)) ?? site;
}

export interface SiteHistory {
  readonly site: Site;
  readonly certificates: readonly CertificateEntry[];
  readonly invites: readonly InviteEntry[];
}

/** `site-history` {code}: all certificates and invites that the site was given, the newest first. */
export async function siteHistory(context: VerbContext, args: unknown): Promise<SiteHistory> {
  requireHub(context);
  const site = await findSite(context, new VerbArguments(args));
  const { certificates } = context.journal;
  return {
    site,
    certificates: await certificates.ofSite(site.code),
    invites: await certificates.invitesOf(site.code),
  };
}

/** `certificates-ended` {}: of all sites, what a list of revoked certificates has to name. */
export async function listEndedCertificates(context: VerbContext) {
  requireHub(context);
  const nowMilliseconds = context.now();
  const ended = await context.journal.certificates.ended();
  return { nowMilliseconds, ended: ended.filter(({ endedMilliseconds = 0 }) => endedMilliseconds <= nowMilliseconds) };
}

/**
 * `site-readmit` {site}: by code or name. The copy of the site that was refused may come back under a new epoch; the one
 * that holds the lease is refused from then on (rule E13).
 * @throws Problem `not-found` when no copy of it was refused
 */
export async function readmitSite(context: VerbContext, args: unknown): Promise<Site> {
  requireHub(context);
  const { fleet, hubEpochs } = context.journal;
  const site = await findNamed(context, new VerbArguments(args));
  await hubEpochs.readmit(site.code, context.now());
  return (await fleet.findSite(site.code)) ?? site;
}

async function invite(context: VerbContext, site: Site, given: VerbArguments): Promise<InvitedSite> {
  await ensureOrganization(context, site);
  const lifetime = given.optionalInteger('inviteMilliseconds', 60_000, inviteMillisecondsMax);
  const boxNumber = await context.journal.fleet.takeBoxNumber(site.code);
  const code = newOneTimeCode(site.code, boxNumber, context.randomBytes);
  const { inviteId, proofKey } = await deriveInviteSecret(code);
  const expiresMilliseconds = context.now() + (lifetime ?? inviteMillisecondsDefault);
  const createdBy = given.optionalText('by', 80);
  await context.journal.fleet.addInvite({
    ...{ inviteId, proofKey, site: site.code, boxNumber, expiresMilliseconds },
    ...(createdBy !== undefined && { createdBy }),
  });
  return { site, oneTimeCode: formatOneTimeCode(code), expiresMilliseconds };
}

async function findNamed(context: VerbContext, given: VerbArguments): Promise<Site> {
  const named = given.text('site', 120);
  const sites = await context.journal.fleet.listSites();
  const site = sites.find(({ code, name }) => code === named.toUpperCase() || name === named);
  if (site === undefined) throw new Problem('not-found', `site ${named}`);
  return site;
}

async function findSite(context: VerbContext, given: VerbArguments): Promise<Site> {
  const code = parseSiteCode(given.text('code', 3).toUpperCase());
  const site = await context.journal.fleet.findSite(code);
  if (site === undefined) throw new Problem('not-found', `site ${code}`);
  return site;
}

function parseLink(value: unknown): SiteLink {
  const given = new VerbArguments(value);
  const kind = linkKinds.find((known) => known === given.text('kind', 16));
  if (kind === undefined) throw new Problem('usage-wrong', `link kind: ${linkKinds.join(', ')}`);
  const budgetBytes = given.optionalInteger('budgetBytes', 1, Number.MAX_SAFE_INTEGER);
  return {
    name: parseLinkName(given.text('name', 16)),
    kind,
    metered: given.flag('metered'),
    ...(budgetBytes === undefined ? {} : { budgetBytes }),
  };
}

export function requireHub(context: VerbContext): void {
  if (context.node.kind !== 'hub') throw new Problem('usage-wrong', 'only the hub registers sites');
}
