/** A language area: which names people there mostly bear. */
export type LanguageArea =
  | 'fulfulde'
  | 'mandara'
  | 'gbaya'
  | 'beti'
  | 'basaa'
  | 'duala'
  | 'bamileke'
  | 'bamum'
  | 'grassfields'
  | 'south-west';

export interface Region {
  readonly name: string;
  /** Language areas with the share of people. */
  readonly areas: readonly (readonly [LanguageArea, number])[];
  /** Share of people whose language with the hospital is English. */
  readonly english: number;
  /** Months (1–12) in which malaria peaks. */
  readonly malariaMonths: readonly number[];
  readonly towns: readonly (readonly [name: string, quarters: readonly string[]])[];
}

const forestRains = [4, 5, 6, 9, 10, 11];
const northernRains = [7, 8, 9, 10];

/** The ten regions of Cameroon with some of their towns and quarters. */
export const regions: readonly Region[] = [
  {
    name: 'Adamaoua',
    areas: [
      ['fulfulde', 70],
      ['gbaya', 25],
      ['bamileke', 5],
    ],
    english: 0.02,
    malariaMonths: [5, 6, 7, 8, 9, 10],
    towns: [
      ['Ngaoundéré', ['Joli Soir', 'Bali', 'Sabongari', 'Baladji', 'Burkina', 'Gada Mabanga']],
      ['Meiganga', ['Centre', 'Sabongari', 'Haoussaré']],
      ['Tibati', ['Centre', 'Ngaoubella']],
      ['Banyo', ['Centre', 'Mbamti']],
    ],
  },
  {
    name: 'Centre',
    areas: [
      ['beti', 60],
      ['basaa', 15],
      ['bamileke', 20],
      ['fulfulde', 5],
    ],
    english: 0.1,
    malariaMonths: forestRains,
    towns: [
      ['Yaoundé', ['Mvog-Ada', 'Biyem-Assi', 'Essos', 'Nkolndongo', 'Mokolo', 'Ekounou', 'Etoudi', 'Briqueterie']],
      ['Mbalmayo', ['New Town', 'Oyack', 'Centre']],
      ['Bafia', ['Centre', 'Lable', 'Donenkeng']],
      ['Obala', ['Centre', 'Nkolbikok']],
    ],
  },
  {
    name: 'Est',
    areas: [
      ['gbaya', 65],
      ['beti', 25],
      ['fulfulde', 10],
    ],
    english: 0.02,
    malariaMonths: forestRains,
    towns: [
      ['Bertoua', ['Mokolo', 'Enia', 'Yadémé', 'Tigaza', 'Nkolbikon']],
      ['Batouri', ['Centre', 'Mobil', 'Plateau']],
      ['Abong-Mbang', ['Centre', 'Haoussa']],
      ['Yokadouma', ['Centre', 'Haoussa']],
    ],
  },
  {
    name: 'Extrême-Nord',
    areas: [
      ['mandara', 60],
      ['fulfulde', 40],
    ],
    english: 0.01,
    malariaMonths: northernRains,
    towns: [
      ['Maroua', ['Domayo', 'Dougoy', 'Djarengol', 'Kakataré', 'Pitoaré', 'Doualaré', 'Hardé']],
      ['Kousséri', ['Centre', 'Madana', 'Lakka']],
      ['Mokolo', ['Centre', 'Mboua', 'Tasha Haman']],
      ['Yagoua', ['Centre', 'Danay', 'Dana']],
    ],
  },
  {
    name: 'Littoral',
    areas: [
      ['duala', 30],
      ['bamileke', 40],
      ['basaa', 20],
      ['south-west', 10],
    ],
    english: 0.15,
    malariaMonths: [4, 5, 6, 7, 8, 9, 10],
    towns: [
      ['Douala', ['Akwa', 'Deïdo', 'New Bell', 'Bonabéri', 'Bépanda', 'Makepe', 'Ndokoti', 'Logbaba', 'Bonamoussadi']],
      ['Édéa', ['Pongo', 'Bilalang', 'Ekité']],
      ['Nkongsamba', ['Quartier 1', 'Quartier 3', 'Ekangté']],
      ['Loum', ['Centre', 'Château']],
    ],
  },
  {
    name: 'Nord',
    areas: [
      ['fulfulde', 65],
      ['mandara', 30],
      ['bamileke', 5],
    ],
    english: 0.01,
    malariaMonths: northernRains,
    towns: [
      ['Garoua', ['Roumdé Adjia', 'Yelwa', 'Foulbéré', 'Laïndé', 'Poumpoumré', 'Djamboutou', 'Takasko']],
      ['Guider', ['Centre', 'Nassarao', 'Djouguidoum']],
      ['Poli', ['Centre', 'Hosséré']],
      ['Tcholliré', ['Centre', 'Haoussaré']],
    ],
  },
  {
    name: 'Nord-Ouest',
    areas: [['grassfields', 100]],
    english: 0.97,
    malariaMonths: [5, 6, 7, 8, 9, 10],
    towns: [
      ['Bamenda', ['Nkwen', 'Mankon', 'Ntarinkon', 'Mile 4', 'Azire', 'Up Station']],
      ['Kumbo', ['Tobin', 'Squares', 'Mbveh']],
      ['Wum', ['Centre', 'Kesu']],
      ['Ndop', ['Centre', 'Bamunka']],
    ],
  },
  {
    name: 'Ouest',
    areas: [
      ['bamileke', 75],
      ['bamum', 25],
    ],
    english: 0.03,
    malariaMonths: [4, 5, 6, 9, 10, 11],
    towns: [
      ['Bafoussam', ['Tamdja', 'Banengo', 'Kamkop', 'Djeleng', 'Famla', 'Tyo-Ville']],
      ['Dschang', ['Foto', 'Foréké', 'Paid Ground', 'Keleng']],
      ['Foumban', ['Njinka', 'Manka', 'Fontain']],
      ['Mbouda', ['Centre', 'Bamessingué']],
    ],
  },
  {
    name: 'Sud',
    areas: [
      ['beti', 90],
      ['basaa', 10],
    ],
    english: 0.02,
    malariaMonths: forestRains,
    towns: [
      ['Ebolowa', ['Nko’ovos', 'Angalé', 'Mekalat', 'New Bell']],
      ['Kribi', ['Dombé', 'Afan Mabé', 'Mokolo', 'Talla']],
      ['Sangmélima', ['Centre', 'Akon', 'Monavebe']],
      ['Ambam', ['Centre', 'Nsessoum']],
    ],
  },
  {
    name: 'Sud-Ouest',
    areas: [
      ['south-west', 75],
      ['grassfields', 25],
    ],
    english: 0.95,
    malariaMonths: [4, 5, 6, 7, 8, 9, 10],
    towns: [
      ['Buea', ['Molyko', 'Great Soppo', 'Bonduma', 'Mile 16', 'Clerks Quarters']],
      ['Limbe', ['Down Beach', 'Mile 4', 'New Town', 'Bota']],
      ['Kumba', ['Fiango', 'Kosala', 'Buea Road']],
      ['Mamfe', ['Small Mamfe', 'Egbekaw']],
    ],
  },
];

/** Finds a region by its name; the first one when the name is not of the ten. */
export function regionOf(name: string): Region {
  const region = regions.find((candidate) => candidate.name === name) ?? regions[0];
  if (region === undefined) throw new RangeError('no regions');
  return region;
}
