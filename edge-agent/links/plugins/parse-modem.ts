import type { CellularSignal } from '../../../protocol/links/link-signal.js';

/** Where ModemManager's objects begin; the last part is the number that `mmcli -m` takes. */
const modemPath = /^\/org\/freedesktop\/ModemManager1\/Modem\/(\d{1,6})$/;
const registeredStates = new Set(['home', 'roaming', 'home-csfb-not-preferred', 'roaming-csfb-not-preferred']);
/** Of the modem, where it does not say how it is registered. */
const attachedStates = new Set(['registered', 'connecting', 'connected', 'disconnecting']);
const technologyCharactersMax = 20;
const operatorCharactersMax = 40;

/** What `mmcli -L -J` lists: the numbers of the modems; `undefined` when it is not that. */
export function parseModemList(text: string): readonly string[] | undefined {
  const list = field(parseJson(text), 'modem-list');
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((path: unknown) => {
    const number = typeof path === 'string' ? modemPath.exec(path)?.[1] : undefined;
    return number === undefined ? [] : [number];
  });
}

export interface ReadModem {
  readonly signal: CellularSignal;
  /** The names of its network devices. */
  readonly devices: readonly string[];
}

/** What `mmcli -m N -J` says of a modem, and `mmcli -m N --signal-get -J` of its radio; `undefined` when it is not that. */
export function parseModem(text: string, signalText: string | undefined): ReadModem | undefined {
  const modem = field(parseJson(text), 'modem');
  const generic = field(modem, 'generic');
  const network = field(modem, '3gpp');
  if (typeof generic !== 'object' || generic === null) return undefined;
  const registration = wordOf(field(network, 'registration-state'), technologyCharactersMax * 2);
  const state = wordOf(field(generic, 'state'), technologyCharactersMax);
  if (registration === null && state === null) return undefined;
  const isKnown = registration !== null && registration !== 'unknown';
  const technology = wordOf(firstOf(field(generic, 'access-technologies')), technologyCharactersMax);
  return {
    signal: {
      kind: 'cellular',
      operator: wordOf(field(network, 'operator-name'), operatorCharactersMax),
      technology: technology === 'unknown' ? null : technology,
      signalPercent: percentOf(field(generic, 'signal-quality')),
      rsrpDbm: signalText === undefined ? null : rsrpOf(signalText),
      roaming: registration?.startsWith('roaming') ?? false,
      registered: isKnown ? registeredStates.has(registration) : attachedStates.has(state ?? ''),
    },
    devices: devicesOf(field(generic, 'ports')),
  };
}

/** Ports stand as `wwan0 (net)`. */
function devicesOf(ports: unknown): readonly string[] {
  if (!Array.isArray(ports)) return [];
  return ports.flatMap((port: unknown) => {
    const name = typeof port === 'string' ? /^(\S{1,15}) \(net\)$/.exec(port)?.[1] : undefined;
    return name === undefined ? [] : [name];
  });
}

/** A nought that is not recent only says that nobody has asked the modem. */
function percentOf(quality: unknown): number | null {
  const text = field(quality, 'value');
  const percent = typeof text === 'string' && /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (!(percent <= 100) || (percent === 0 && field(quality, 'recent') !== 'yes')) return null;
  return percent;
}

function rsrpOf(text: string): number | null {
  const radio = field(field(parseJson(text), 'modem'), 'signal');
  for (const technology of ['5g', 'lte']) {
    const power = field(field(radio, technology), 'rsrp');
    if (typeof power === 'string' && /^-\d{1,3}(\.\d{1,2})?$/.test(power)) return Number(power);
  }
  return null;
}

function firstOf(list: unknown): unknown {
  return Array.isArray(list) ? list[0] : undefined;
}

/** `--` stands for nothing. */
function wordOf(value: unknown, charactersMax: number): string | null {
  if (typeof value !== 'string' || value === '' || value === '--') return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a network calls itself is not ours to trust
  return value.replace(/[\u0000-\u001f\u007f]/g, '').slice(0, charactersMax);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
