/** What can be wrong with a link as it is set up, by its number in `node-facts` (rule L49); a number is never given twice. */
export const setupFaultNumbers = {
  'link-twice': 1,
  'budget-zero': 2,
  'device-missing': 3,
  'interface-missing': 4,
  'name-unresolved': 5,
  'probes-blocked': 6,
} as const;

export type SetupFaultCode = keyof typeof setupFaultNumbers;

export const setupFaultCodes = Object.keys(setupFaultNumbers) as readonly SetupFaultCode[];

export interface SetupFault {
  readonly code: SetupFaultCode;
  /** The network device, the interface, the name or the place that it is about; '' where it is about the link alone. */
  readonly about: string;
}

/** A fault, and the link that has it. */
export interface LinkSetupFault extends SetupFault {
  readonly link: string;
}
