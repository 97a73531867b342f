import type { AlertNews, KeptAlert } from '../../../journal/alerts/alert.js';
import type { SiteCode } from '../../../protocol/ids.js';
import type { OutgoingMessage } from './alert-channel.js';
import type { AlertLanguage, MessageWords } from './message-words.js';
import { sayableAlert } from './sayable-alert.js';
import { wordsEn } from './words-en.js';
import { wordsFr } from './words-fr.js';

/** One alert and what there is to say of it. */
export interface AlertMessage {
  readonly id: string;
  readonly news: AlertNews;
  readonly alert: KeptAlert;
}

export interface MessageSurroundings {
  readonly language: AlertLanguage;
  /** As the register has them. */
  readonly siteNames: ReadonlyMap<SiteCode, string>;
  readonly hubName: string;
}

const messageWords: Readonly<Record<AlertLanguage, MessageWords>> = { fr: wordsFr, en: wordsEn };

/** Sites that are named in a subject, and in a text. */
const sitesInSubjectMax = 2;
const sitesInTextMax = 60;

/** Says one alert: what happened, what is safe, what to do next; nothing of any patient (rules R3, R42). */
export function renderAlert({ id, news, alert }: AlertMessage, around: MessageSurroundings): OutgoingMessage {
  return {
    ...{ id, kind: 'alert', subject: subjectOf(news, alert, around) },
    text: `${textOf(alert, around)}\n${footerOf(around)}`,
    data: { news, hub: around.hubName, alert: sayableAlert(alert, around.siteNames) },
  };
}

/** Several alerts in one mail: a line for each first, so that a telephone shows them. */
export function renderDigest(messages: readonly AlertMessage[], around: MessageSurroundings): OutgoingMessage {
  const [first] = messages;
  const words = messageWords[around.language];
  const titles = messages.map(({ news, alert }) => `- ${headlineOf(news, alert, around)}`);
  const texts = messages.map(({ news, alert }) => `== ${headlineOf(news, alert, around)}\n${textOf(alert, around)}`);
  return {
    ...{ id: first?.id ?? '', kind: 'digest' },
    subject: `[Carnet] ${words.digest(messages.length)}`,
    text: `${titles.join('\n')}\n\n${texts.join('\n')}\n${footerOf(around)}`,
    data: {},
  };
}

export function renderTest(id: string, around: MessageSurroundings): OutgoingMessage {
  const { testTitle, testText } = messageWords[around.language];
  const text = `${testText}\n\n${footerOf(around)}`;
  return { id, kind: 'test', subject: `[Carnet] ${testTitle}`, text, data: { test: true, hub: around.hubName } };
}

function subjectOf(news: AlertNews, alert: KeptAlert, around: MessageSurroundings): string {
  return `[Carnet] ${headlineOf(news, alert, around)}`;
}

function headlineOf(news: AlertNews, alert: KeptAlert, around: MessageSurroundings): string {
  const words = messageWords[around.language];
  const severity = news === 'ended' ? '' : `${words.severities[alert.severity]} · `;
  return `${severity}${words.news[news]}${words.kinds[alert.kind].title} · ${placeOf(alert, around, words)}`;
}

/** Where, in a few words. */
function placeOf({ sites, region }: KeptAlert, around: MessageSurroundings, words: MessageWords): string {
  if (sites.length === 0) return words.hub;
  if (sites.length > sitesInSubjectMax) return `${region === null ? '' : `${region}, `}${words.sites(sites.length)}`;
  return sites.map((site) => nameOf(site, around)).join(', ');
}

function textOf(alert: KeptAlert, around: MessageSurroundings): string {
  const words = messageWords[around.language];
  const { labels, causes } = words;
  const { happened, safe, next } = words.kinds[alert.kind];
  const { oldestUnsyncedAt: waiting, stillDown, from, to } = alert.detail;
  const facts: readonly (readonly [label: string, value: string | null])[] = [
    [labels.where, whereOf(alert, around, words)],
    [labels.still, typeof stillDown === 'number' ? words.sites(stillDown) : null],
    [labels.region, alert.region],
    [labels.link, alert.link],
    [labels.cause, causes[alert.cause] ?? null],
    [labels.since, timeOf(alert.startedAt, around)],
    [labels.ended, alert.endedAt === null ? null : timeOf(alert.endedAt, around)],
    [labels.waiting, typeof waiting === 'number' ? timeOf(waiting, around) : null],
    [labels.entries, typeof from === 'number' && typeof to === 'number' ? `${from}–${to}` : null],
  ];
  const lines = facts.flatMap(([label, value]) => (value === null ? [] : [`${withColon(label, around)}${value}`]));
  const advice =
    alert.endedAt === null
      ? [`${withColon(labels.safe, around)}${safe}`, `${withColon(labels.next, around)}${next}`]
      : [];
  const noted = alert.notes.length === 0 ? [] : [`${withColon(labels.notes, around)}${alert.notes.length}`];
  return [happened, '', ...lines, ...(advice.length > 0 ? ['', ...advice] : []), ...noted, ''].join('\n');
}

function whereOf({ sites }: KeptAlert, around: MessageSurroundings, words: MessageWords): string {
  if (sites.length === 0) return words.hub;
  const named = sites.slice(0, sitesInTextMax).map((site) => nameOf(site, around));
  const rest = sites.length - named.length;
  return [...named, ...(rest > 0 ? [words.and(rest)] : [])].join(', ');
}

function nameOf(site: SiteCode, { siteNames }: MessageSurroundings): string {
  const name = siteNames.get(site);
  return name === undefined ? site : `${name} (${site})`;
}

function withColon(label: string, { language }: MessageSurroundings): string {
  return language === 'fr' ? `${label} : ` : `${label}: `;
}

/** By the clock and in the time zone of the hub. */
function timeOf(milliseconds: number, { language }: MessageSurroundings): string {
  return new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ hour12: false, timeZoneName: 'short' },
  }).format(milliseconds);
}

function footerOf({ language, hubName }: MessageSurroundings): string {
  return `-- \n${hubName} · ${messageWords[language].footer}`;
}
