/** What the equipment of a link says of itself; on it decisions are explained, never taken back. */
export type Signal = FibreSignal | CellularSignal | StarlinkSignal;

/** The network device of a wired link. */
export interface FibreSignal {
  readonly kind: 'fibre';
  readonly device: string;
  /** Whether the other end of the cable is there. */
  readonly carrier: boolean;
  /** Since the device came up: frames that were damaged, and that were dropped. */
  readonly errors: number;
  readonly drops: number;
}

/** A mobile modem, as ModemManager has it. */
export interface CellularSignal {
  readonly kind: 'cellular';
  readonly operator: string | null;
  /** As ModemManager names it: `lte`, `5gnr`, `umts`. */
  readonly technology: string | null;
  /** 0 to 100. */
  readonly signalPercent: number | null;
  readonly rsrpDbm: number | null;
  readonly roaming: boolean;
  /** Whether a network has taken the modem in. */
  readonly registered: boolean;
}

/** A Starlink terminal. */
export interface StarlinkSignal {
  readonly kind: 'starlink';
  /** `reconfiguring` is a short pause between two satellites, no failure; `disabled` is the operator's will. */
  readonly state: 'connected' | 'reconfiguring' | 'outage' | 'disabled';
  /** Share of the sky that is in the way, 0 to 1, and whether something is now. */
  readonly obstructedFraction: number;
  readonly obstructed: boolean;
  /** In the terminal's own word, e.g. `no-sats`, `stowed`, `no-active-account`. */
  readonly outageCause: string | null;
  readonly pingLossFraction: number;
  readonly latencyMilliseconds: number | null;
}
