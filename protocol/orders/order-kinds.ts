/** What regional operations may order of a site; the closed list. */
export const orderKinds = [
  'force-link',
  'release-link',
  'pause-bulk',
  'resume-bulk',
  'path-test',
  'diagnostics',
] as const;

export type OrderKind = (typeof orderKinds)[number];

/**
 * What only a person at the hub's own command line may order: the keys of a site are closed, or destroyed with all that
 * they open. Each carries the hub's seal (rule K14).
 */
export const custodyOrderKinds = ['lock-site', 'wipe-site', 'wipe-site-even-unsynced'] as const;

export type CustodyOrderKind = (typeof custodyOrderKinds)[number];
export type AnyOrderKind = OrderKind | CustodyOrderKind;

/**
 * How far an order is: it waits at the hub, was sent and is not answered, was done, could not be done, or came too late
 * to be begun.
 */
export type OrderState = 'waiting' | 'sent' | OrderEnd;
export type OrderEnd = 'done' | 'failed' | 'expired';

/** What became of an order, as JSON: figures, codes and names of the program's own, nothing of a patient (rule L49). */
export type OrderOutcome = Readonly<Record<string, unknown>>;

const hour = 60 * 60 * 1000;
/** A box that was stolen may be switched on late. */
const custodyMilliseconds = 365 * 24 * hour;

/** How long an order may wait until it is begun: what was measured, or asked for, long ago is of no use to anybody. */
export const orderValidMilliseconds: Readonly<Record<AnyOrderKind, number>> = {
  'force-link': hour,
  'release-link': 24 * hour,
  'pause-bulk': 24 * hour,
  'resume-bulk': 7 * 24 * hour,
  'path-test': hour,
  diagnostics: hour,
  'lock-site': custodyMilliseconds,
  'wipe-site': custodyMilliseconds,
  'wipe-site-even-unsynced': custodyMilliseconds,
};

export const orderLimits = {
  /** A link that was chosen by hand is chosen by the program again after this time. */
  forceMillisecondsMax: 4 * hour,
  /** Orders of one site that have no outcome. */
  openOrdersMax: 20,
  /** Orders of one site that the hub keeps, and shows. */
  keptOrdersMax: 200,
  shownOrdersMax: 50,
  /** How long the hub asks for the outcome of an order that it sent, after the order could last be begun. */
  askedMillisecondsMax: 7 * 24 * hour,
  /** How long a site remembers an order: for longer than it is asked about. */
  rememberedMillisecondsMax: 30 * 24 * hour,
  /** Whoever ordered, as they sign in. */
  byBytesMax: 256,
  /** An outcome as it is sent, and as JSON. */
  outcomeBytesMax: 32 * 1024,
  outcomeInflatedBytesMax: 256 * 1024,
  /** A signature of an RSA key of 4096 bits, base64url. */
  sealCharactersMax: 4_000,
} as const;

export function isOrderKind(text: unknown): text is OrderKind {
  return (orderKinds as readonly unknown[]).includes(text);
}

export function isCustodyOrder(text: unknown): text is CustodyOrderKind {
  return (custodyOrderKinds as readonly unknown[]).includes(text);
}
