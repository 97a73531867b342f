import { fieldsOf, numberOf, textOf, wordOf } from '../../kit/http/read-fields.js';

export const terminalStates = ['connected', 'reconfiguring', 'outage', 'disabled'] as const;

/** What a modem, a dish or a network card says of itself. */
export type Signal =
  | {
      readonly kind: 'fibre';
      readonly device: string;
      /** Whether the other end of the cable is there. */
      readonly carrier: boolean;
    }
  | {
      readonly kind: 'cellular';
      readonly operator: string;
      readonly technology: string;
      readonly signalPercent: number | undefined;
      /** dBm, negative. */
      readonly receivedPower: number | undefined;
      readonly roaming: boolean;
      readonly registered: boolean;
    }
  | {
      readonly kind: 'starlink';
      readonly state: (typeof terminalStates)[number] | undefined;
      /** 0 to 1. */
      readonly obstructedFraction: number | undefined;
      readonly outageCause: string;
      readonly latencyMilliseconds: number | undefined;
    };

/** `undefined` where nothing is there to ask. */
export function readSignal(value: unknown): Signal | undefined {
  const signal = fieldsOf(value);
  const receivedPower = signal['rsrpDbm'];
  switch (signal['kind']) {
    case 'fibre':
      return { kind: 'fibre', device: textOf(signal['device']), carrier: signal['carrier'] !== false };
    case 'cellular':
      return {
        kind: 'cellular',
        operator: textOf(signal['operator']),
        technology: textOf(signal['technology']),
        signalPercent: numberOf(signal['signalPercent']),
        receivedPower: typeof receivedPower === 'number' ? receivedPower : undefined,
        roaming: signal['roaming'] === true,
        registered: signal['registered'] !== false,
      };
    case 'starlink':
      return {
        kind: 'starlink',
        state: wordOf(terminalStates, signal['state']),
        obstructedFraction: numberOf(signal['obstructedFraction']),
        outageCause: textOf(signal['outageCause']),
        latencyMilliseconds: numberOf(signal['latencyMilliseconds']),
      };
    default:
      return undefined;
  }
}
