import { type LinkName, parseLinkName, parseSiteCode, type SiteCode } from './ids.js';
import { type Lane, parseLane } from './lane.js';

/** What a topic says: `carnet/1/{partition}/{site}/{link}/{up|dn}/{lane|ctl}` (rule S1). */
export interface Topic {
  readonly partition: number;
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly direction: 'up' | 'dn';
  readonly channel: Lane | 'ctl';
}

/** The wildcard that the hub's intake listens on. */
export const uplinkFilter = 'carnet/1/+/+/+/up/+';

export function formatTopic(topic: Topic): string {
  return `carnet/1/${topic.partition}/${topic.site}/${topic.link}/${topic.direction}/${topic.channel}`;
}

/** The topic filter of all that one session receives. */
export function downlinkFilter(partition: number, site: SiteCode, link: LinkName): string {
  return `carnet/1/${partition}/${site}/${link}/dn/+`;
}

/** Parses a topic; `undefined` when it is not one of Carnet's. */
export function parseTopic(text: string): Topic | undefined {
  const parts = text.split('/');
  const [root, version, partition, site, link, direction, channel] = parts;
  if (parts.length !== 7 || root !== 'carnet' || version !== '1') return undefined;
  if (direction !== 'up' && direction !== 'dn') return undefined;
  if (!/^(0|[1-9]\d{0,4})$/.test(partition ?? '') || !/^([0-5]|ctl)$/.test(channel ?? '')) return undefined;
  try {
    return {
      partition: Number(partition),
      site: parseSiteCode(site ?? ''),
      link: parseLinkName(link ?? ''),
      direction,
      channel: channel === 'ctl' ? 'ctl' : parseLane(Number(channel)),
    };
  } catch {
    return undefined;
  }
}

/** A session's MQTT client id: `site@link`. */
export function formatClientId(site: SiteCode, link: LinkName): string {
  return `${site}@${link}`;
}

/** Parses a client id; `undefined` when it is not `site@link`. */
export function parseClientId(text: string): { readonly site: SiteCode; readonly link: LinkName } | undefined {
  const [site, link, ...more] = text.split('@');
  if (more.length > 0) return undefined;
  try {
    return { site: parseSiteCode(site ?? ''), link: parseLinkName(link ?? '') };
  } catch {
    return undefined;
  }
}
