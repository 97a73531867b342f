import type { LanePolicy } from '../../config/running/send-loop.js';
import type { LinkName } from '../../protocol/ids.js';
import { lane as laneNumbers } from '../../protocol/lane.js';

/** Who says what may flow over a session. */
export interface LanePolicies {
  policyOf(session: { readonly link: LinkName; readonly metered: boolean }): LanePolicy | undefined;
}

/** The same, with bulk held back over every link while a person says so (rule L48). */
export function holdingBulk(policies: LanePolicies, isHeld: () => boolean): LanePolicies {
  return {
    policyOf: (session) => {
      const policy = policies.policyOf(session);
      return {
        mayFlow: (lane) => !(lane === laneNumbers.bulk && isHeld()) && (policy?.mayFlow(lane) ?? true),
        noteSent: (lane, bytes) => policy?.noteSent(lane, bytes),
      };
    },
  };
}
