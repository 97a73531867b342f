import type { deliveryFr } from './delivery-fr.js';

/** How far an item has come, in English. */
export const deliveryEn: Readonly<Record<keyof typeof deliveryFr, string>> = {
  'delivery.site': 'Saved here',
  'delivery.hub': 'At the hub',
  'delivery.hubAt': 'At the hub {time}',
  'delivery.backedUp': 'In the backup',
  'delivery.refused': 'Refused by the hub',
  'delivery.refusedNext':
    'It stands here and nowhere else. Do not write it again: tell your administrator. It is tried again after each upgrade.',
};
