import { readFileSync, statSync } from 'node:fs';
import type { HubSettings } from '../../../config/hub-settings.js';
import { withAuthorities } from '../../../config/running/authorities.js';
import { isLoopback } from '../../../config/running/loopback.js';
import type { AlertChannel } from './alert-channel.js';
import { MailChannel } from './mail-channel.js';
import { WebhookChannel } from './webhook-channel.js';

type AlertSettings = Pick<HubSettings, Extract<keyof HubSettings, `alert${string}`>>;

/** What is wrong with a setting; the closed list. */
export const settingFaults = [
  'missing',
  'not-an-address',
  'too-many',
  'not-https',
  'too-short',
  'unprotected',
  'unreadable',
  'readable-by-others',
  'not-certificates',
] as const;

export type SettingFault = (typeof settingFaults)[number];

/** A way to people as the settings have it. */
export type ChannelPlan =
  | { readonly name: AlertChannel['name']; readonly state: 'off' }
  | { readonly name: AlertChannel['name']; readonly state: 'ready'; readonly channel: AlertChannel }
  | {
      readonly name: AlertChannel['name'];
      readonly state: 'wrong';
      readonly setting: string;
      readonly fault: SettingFault;
    };

const recipientsMax = 20;
const secretCharactersMin = 16;
/** One address, with a name before it or not. No line break can get into a header. */
const addressPattern = /^(?:[^<>@\r\n,;]*<[^<>@\s,;]+@[^<>@\s,;]+>|[^<>@\s,;]+@[^<>@\s,;]+)$/;

class Fault extends Error {
  readonly setting: string;
  readonly fault: SettingFault;

  constructor(setting: string, fault: SettingFault) {
    super(`${setting}: ${fault}`);
    this.setting = setting;
    this.fault = fault;
  }
}

/** Makes the channels of the settings. What is wrong with them is said, and keeps the hub from nothing else. */
export function readChannels(settings: AlertSettings, now: () => number): readonly ChannelPlan[] {
  return [plan('mail', () => readMail(settings)), plan('webhook', () => readWebhook(settings, now))];
}

function plan(name: AlertChannel['name'], read: () => AlertChannel | undefined): ChannelPlan {
  try {
    const channel = read();
    return channel === undefined ? { name, state: 'off' } : { name, state: 'ready', channel };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { name, state: 'wrong', setting: error.setting, fault: error.fault };
  }
}

function readMail(settings: AlertSettings): AlertChannel | undefined {
  const { alertMailHost: host, alertMailPort: port, alertMailUser: user, alertMailFrom: from } = settings;
  if (host === '') return undefined;
  const to = settings.alertMailTo.split(',').flatMap((address) => (address.trim() === '' ? [] : [address.trim()]));
  if (from === '') throw new Fault('alertMailFrom', 'missing');
  if (!addressPattern.test(from)) throw new Fault('alertMailFrom', 'not-an-address');
  if (to.length === 0) throw new Fault('alertMailTo', 'missing');
  if (to.length > recipientsMax) throw new Fault('alertMailTo', 'too-many');
  if (to.some((address) => !addressPattern.test(address))) throw new Fault('alertMailTo', 'not-an-address');
  const security = settings.alertMailSecurity as 'starttls' | 'tls' | 'none';
  if (security === 'none' && user !== '' && !isLoopback(host)) throw new Fault('alertMailSecurity', 'unprotected');
  const credentials = user === '' ? undefined : { user, pass: readSecret(settings, 'alertMailPasswordFile', 1) };
  const language = settings.alertLanguage === 'en' ? 'en' : 'fr';
  const shared = { host, port, security, from, to, language, ...readAuthorities(settings) } as const;
  return new MailChannel({ ...shared, ...(credentials && { credentials }) });
}

function readWebhook(settings: AlertSettings, now: () => number): AlertChannel | undefined {
  if (settings.alertWebhookUrl === '') return undefined;
  const url = URL.canParse(settings.alertWebhookUrl) ? new URL(settings.alertWebhookUrl) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') {
    throw new Fault('alertWebhookUrl', 'not-an-address');
  }
  const isOwn = url.protocol === 'http:' && isLoopback(url.hostname.replace(/^\[|\]$/g, ''));
  if (url.protocol !== 'https:' && !isOwn) throw new Fault('alertWebhookUrl', 'not-https');
  const secret = readSecret(settings, 'alertWebhookSecretFile', secretCharactersMin);
  return new WebhookChannel({ url, secret, now, ...readAuthorities(settings) });
}

function readSecret(
  settings: AlertSettings,
  name: 'alertMailPasswordFile' | 'alertWebhookSecretFile',
  charactersMin: number,
): string {
  const file = settings[name];
  if (file === '') throw new Fault(name, 'missing');
  const secret = readText(name, file).trim();
  if ((statSync(file).mode & 0o077) !== 0) throw new Fault(name, 'readable-by-others');
  if (secret.length < charactersMin) throw new Fault(name, 'too-short');
  return secret;
}

/** The authorities that are usual are trusted beside those of the file. */
function readAuthorities({ alertAuthorityFile: file }: AlertSettings): { readonly authorities?: readonly string[] } {
  if (file === '') return {};
  const text = readText('alertAuthorityFile', file);
  const authorities = withAuthorities(text);
  if (authorities === undefined) throw new Fault('alertAuthorityFile', 'not-certificates');
  return { authorities };
}

function readText(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Fault(setting, 'unreadable');
  }
}
