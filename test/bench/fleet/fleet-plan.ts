/** One enrolled site. */
export interface FleetSiteIdentity {
  readonly code: string;
  readonly epoch: number;
  readonly certificatePem: string;
}

/** What the driver is told: the hub, the sites that it plays, and what each of them has to send. */
export interface FleetPlan {
  readonly host: string;
  readonly port: number;
  readonly hubName: string;
  readonly authorityPem: string;
  /** All sites of a bench share one key; each has a certificate of its own. */
  readonly keyPem: string;
  readonly sites: readonly FleetSiteIdentity[];
  readonly changesEach: number;
  /** Stop after so long; absent: when everything is durable. */
  readonly seconds?: number;
}

/** What the driver found. */
export interface FleetResult {
  readonly seconds: number;
  /** Changes that became durable in this time, each proved by a receipt's chain. */
  readonly durableChanges: number;
  /** When 99 of 100 changes of urgent lanes were durable, after the start. */
  readonly urgentP99Seconds: number;
  readonly urgentChanges: number;
  readonly bytes: number;
  /** Changes that the hub fed to the sites meanwhile. */
  readonly fedChanges: number;
  readonly failures: readonly string[];
}

/** Sites of a bench know nothing of time: the hub's certificate is as good as its signature. */
export const anyMoment = () => ({ floorMilliseconds: 0, state: 'sure' }) as const;
