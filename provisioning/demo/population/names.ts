import type { LanguageArea } from './places.js';
import type { Random } from './random.js';

/** Common names of a language area, put together at random: no person in particular. */
interface NameList {
  readonly family: readonly string[];
  readonly female: readonly string[];
  readonly male: readonly string[];
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const frenchFemale = words(`Marie-Claire Solange Brigitte Clarisse Arlette Pélagie Odile Carine Nadège Sylvie Jeannette
  Régine Véronique Hortense Blandine Josiane Flore Estelle Christelle Yvette Laure Mireille Cécile Rosalie Delphine
  Marthe Bernadette Thérèse Pauline Viviane`);
const frenchMale = words(`Jean-Pierre Emmanuel Rodrigue Serge Hervé Thierry Blaise Alain Célestin Gaston Bertrand Joseph
  Martin Olivier Pascal Roland Cyrille Fabrice Guy Hilaire Ludovic Narcisse Parfait Rigobert Sylvain Théophile Valère
  Yannick Zacharie Armand`);
const englishFemale =
  words(`Comfort Blessing Mercy Patience Delphine Relindis Quinta Gladys Vivian Eunice Grace Beatrice
  Florence Judith Immaculate Pamela Doris Odette Hilda Caroline`);
const englishMale = words(`Emmanuel Clovis Elvis Divine Godlove Julius Kenneth Valentine Derick Festus George Innocent
  Lawrence Mathias Nelson Polycarp Roland Sylvester Terence Wilfred`);
const muslimFemale = words(`Aïssatou Fadimatou Hadidja Maïmouna Asta Adama Zénabou Ramatou Salamatou Nafissatou Habiba
  Didja Oumoul Mariama Djamila Rabiatou Aminatou Hawa Balkissou Safiatou`);
const muslimMale = words(`Ibrahim Amadou Abdou Mamoudou Moustapha Halidou Bachirou Nouhou Soulemanou Youssoufa Hamidou
  Idrissou Kabirou Lawan Mal Nourou Ousman Salihou Tidjani Zoubaïrou`);

const lists: Readonly<Record<LanguageArea, NameList>> = {
  fulfulde: {
    family: words(`Bello Hamadou Oumarou Abdoulaye Issa Djibrilla Bouba Moussa Saïdou Yaya Aboubakar Ousmanou Haman Sali
      Alioum Hayatou Daïrou Mohamadou Nassourou Souaïbou Abbo Gambo Garga Ahmadou Bobbo`),
    female: muslimFemale,
    male: muslimMale,
  },
  mandara: {
    family: words(`Vandi Kodji Zra Houli Damna Tizi Deli Wassou Djakaya Kaldaoussa Zoua Dawaï Mbring Teri Ldama Sanda
      Kaïgama Pagou Baïwong Yakouba Maïna Boukar`),
    female: [...muslimFemale.slice(0, 10), ...frenchFemale.slice(0, 12)],
    male: [...muslimMale.slice(0, 10), ...frenchMale.slice(0, 12)],
  },
  gbaya: {
    family:
      words(`Ndanga Doko Yadji Mpouma Zengué Abolo Ngbanga Koulagna Béloko Nabia Garba Yongo Ndoté Mbélé Sambo Dobo
      Mbita Ankouma Ampoam Messina`),
    female: frenchFemale,
    male: frenchMale,
  },
  beti: {
    family: words(`Atangana Mbarga Essomba Owona Ndongo Onana Abega Nkoa Etoundi Mvondo Ateba Zambo Ondoa Messi Bikélé
      Ngono Abomo Eyenga Ella Evina Mengue Nnanga Amougou Bilo’o Ekani Fouda Manga Ntsama Okala Tsala`),
    female: frenchFemale,
    male: frenchMale,
  },
  basaa: {
    family: words(`Nlend Bayiha Ntamack Mbock Bitjoka Makon Hiol Yebga Nyemb Bikoï Mandeng Ndjock Pouhe Sende Tonye
      Balog Libam Matip Nkot Oum`),
    female: frenchFemale,
    male: frenchMale,
  },
  duala: {
    family: words(`Ekwalla Dikoumé Ebongué Moukoko Njoh Eyoum Épée Priso Doumbé Ngando Elamé Bwéma Moudio Ewané Ndoumbé
      Mpondo Ekambi Sosso Moukouri Etoa`),
    female: frenchFemale,
    male: frenchMale,
  },
  bamileke: {
    family: words(`Kamdem Fotso Tchoumi Nguemo Kuaté Wafo Talla Tagne Kengne Noubissi Djoumessi Fokou Simo Tchinda Sop
      Feudjio Ngoufack Tsafack Zebaze Momo Nzali Megne Tchuente Nana Ngassam Youmbi Kouam Djuidje Mafo Takam`),
    female: frenchFemale,
    male: frenchMale,
  },
  bamum: {
    family: words(`Njoya Mfopou Ngoungouré Nchare Mouliom Njikam Nsangou Mefire Pokam Mounchili Ndam Yiagnigni Kpoumié
      Nkouandou Mbouombouo`),
    female: [...muslimFemale.slice(4, 16), ...frenchFemale.slice(5, 15)],
    male: [...muslimMale.slice(4, 16), ...frenchMale.slice(5, 15)],
  },
  grassfields: {
    family: words(`Ngwa Nkwenti Fru Ambe Che Ndikum Achu Fomunyuy Mbah Nfor Neba Suh Awah Anye Ndi Akuma Tamfu Tanifum
      Nchinda Wirba Lukong Bongfen Kongnyuy Shey Ngala`),
    female: englishFemale,
    male: englishMale,
  },
  'south-west': {
    family: words(`Ekema Mokom Njie Lyonga Eposi Ewusi Etonge Mbua Molua Ashu Tabi Enow Ayuk Arrey Bessong Oben Tanyi
      Egbe Takang Ebot Orock Agbor Besong Mosima Elive`),
    female: englishFemale,
    male: englishMale,
  },
};

export interface PersonName {
  readonly family: string;
  readonly given: readonly string[];
}

/** A name as people of an area bear it: family name first on paper, one or two given names. */
export function makeName(random: Random, area: LanguageArea, gender: 'male' | 'female'): PersonName {
  const list = lists[area];
  const given = list[gender];
  const first = random.pick(given);
  const second = random.pick(given);
  const family = random.pick(list.family);
  const basaaWoman = area === 'basaa' && gender === 'female' && random.chance(0.6);
  return {
    family: basaaWoman ? `Ngo ${family}` : family,
    given: random.chance(0.35) && second !== first ? [first, second] : [first],
  };
}

/** Every name that {@link makeName} can use: what must not stand in a dictionary (rules S11, R3). */
export function allNames(): readonly string[] {
  const names = Object.values(lists).flatMap((list) => [...list.family, ...list.female, ...list.male]);
  return [...new Set(names)];
}
