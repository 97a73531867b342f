/** What a path test found (rule L49). */
export interface PathTestReport {
  readonly links: readonly LinkTestFigures[];
  readonly skipped: readonly {
    readonly link: string;
    /** Paid by the byte and not named · no session was open over it since the program started, so nothing proves probes. */
    readonly reason: 'metered' | 'never-open';
  }[];
}

/** Of one link; `null` where nothing came back that would show it. */
export interface LinkTestFigures {
  readonly link: string;
  readonly sent: number;
  readonly answered: number;
  /** 0 to 1. */
  readonly lossFraction: number;
  /** Of what was sent upwards meanwhile, and of what the hub sent back, by the counts of both ends (rule L15). */
  readonly lossUpFraction: number | null;
  readonly lossDownFraction: number | null;
  /** Milliseconds there and back: how long each way takes cannot be told without clocks in step. */
  readonly roundTrip: RoundTripQuantiles | null;
  /** What the test cost on the wire, both ways, over IPv4 and without a tunnel around it. */
  readonly bytes: number;
  /** The MTU of this end's tunnel interface, as the system says; what the path itself carries is not measured. */
  readonly interfaceMtuBytes: number | null;
}

export interface RoundTripQuantiles {
  readonly min: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
  readonly max: number;
}
