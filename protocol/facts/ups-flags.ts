/** Words of `ups.status` (Network UPS Tools, networkupstools.org): on battery, battery low, battery to be replaced. */
export type UpsFlag = 'OB' | 'LB' | 'RB';

/** Whether an uninterruptible supply says this of itself. @param state as NUT writes it, e.g. `OB DISCHRG` */
export function upsSays(state: string, flag: UpsFlag): boolean {
  return state.split(' ').includes(flag);
}
