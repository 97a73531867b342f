import { createWords } from '../../kit/i18n/use-words.js';
import { deliveryEn } from './delivery-en.js';
import { deliveryFr } from './delivery-fr.js';

export const useDeliveryWords = createWords<keyof typeof deliveryFr>({ fr: deliveryFr, en: deliveryEn });
