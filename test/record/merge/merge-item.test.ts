import t from 'tap';
import { elementOf, VersionTree } from '../../support/merge-family.js';

t.test('[M16] a town here and a neighbourhood there: one address with both, whatever tells it apart', async (t) => {
  for (const use of [{ use: 'home' }, {}]) {
    const tree = new VersionTree('Patient');
    const root = tree.add(1, { address: [{ ...use, city: 'Garoua', country: 'CM' }] });
    tree.add(2, { address: [{ ...use, city: 'Pitoa', country: 'CM' }] }, root);
    tree.add(3, { address: [{ ...use, city: 'Garoua', district: 'Akwa', country: 'CM' }] }, root);
    t.same(elementOf(tree.merge(), 'address'), [{ ...use, city: 'Pitoa', district: 'Akwa', country: 'CM' }]);
    t.match(tree.merge(), { needsPerson: false, disputes: [] });
  }
  const place = new VersionTree('Location');
  const root = place.add(1, { name: 'L', address: { city: 'Garoua' } });
  place.add(2, { name: 'L', address: { use: 'work', city: 'Pitoa' } }, root);
  place.add(3, { name: 'L', address: { city: 'Garoua', district: 'Akwa' } }, root);
  t.same(
    elementOf(place.merge(), 'address'),
    { use: 'work', city: 'Pitoa', district: 'Akwa' },
    'also where it is no list',
  );
});

t.test(
  '[M16] a family name here and a given name there: one name; of a part changed twice the latest, told',
  async (t) => {
    const tree = new VersionTree('Patient');
    const root = tree.add(1, { name: [{ use: 'official', family: 'Ngono', given: ['Odile'] }] });
    tree.add(2, { name: [{ use: 'official', family: 'Ngonno', given: ['Odile', 'Marie'] }] }, root);
    const late = tree.add(3, { name: [{ use: 'official', family: 'Nguono', given: ['Odile'] }] }, root);
    const merged = tree.merge();
    t.same(elementOf(merged, 'name'), [{ use: 'official', family: 'Nguono', given: ['Odile', 'Marie'] }]);
    t.match(merged, { needsPerson: false, disputes: [{ path: 'name[official]', asked: false, cautious: late }] });
  },
);

t.test('[M16] the line that says an address over again is left out, one that is all there is stays', async (t) => {
  const tree = new VersionTree('Patient');
  const home = { use: 'home', city: 'Garoua', text: 'Garoua' };
  const root = tree.add(1, { address: [home] });
  tree.add(2, { address: [{ ...home, city: 'Pitoa', text: 'Pitoa' }] }, root);
  tree.add(3, { address: [{ ...home, district: 'Akwa', text: 'Akwa, Garoua' }] }, root);
  t.same(elementOf(tree.merge(), 'address'), [{ use: 'home', city: 'Pitoa', district: 'Akwa' }]);
  t.match(tree.merge(), { needsPerson: false, disputes: [{ path: 'address[home|]' }] });

  const imported = new VersionTree('Patient');
  const first = imported.add(1, { address: [{ use: 'home', text: 'behind the market' }] });
  imported.add(2, { address: [{ use: 'home', text: 'behind the new market' }] }, first);
  imported.add(3, { address: [{ use: 'home', text: 'behind the market', city: 'Garoua' }] }, first);
  const address = [{ use: 'home', city: 'Garoua', text: 'behind the new market' }];
  t.same(elementOf(imported.merge(), 'address'), address);
});

t.test('[M16] addresses that were begun apart have no parts in common, nor has one that was taken out', async (t) => {
  const tree = new VersionTree('Patient');
  const root = tree.add(1, {});
  tree.add(2, { address: [{ use: 'home', city: 'Garoua', line: ['Rue 1'] }] }, root);
  tree.add(3, { address: [{ use: 'home', city: 'Douala', district: 'Akwa' }] }, root);
  t.same(elementOf(tree.merge(), 'address'), [{ use: 'home', city: 'Douala', district: 'Akwa' }]);
  t.match(tree.merge(), { disputes: [{ path: 'address[home|]' }] });

  const moved = new VersionTree('Patient');
  const first = moved.add(1, { address: [{ use: 'home', city: 'Garoua', line: ['Rue 1'] }] });
  const gone = moved.add(2, {}, first);
  moved.add(4, { address: [{ use: 'home', city: 'Douala' }] }, gone);
  moved.add(3, { address: [{ use: 'home', city: 'Garoua', line: ['Rue 12'] }] }, first);
  t.same(elementOf(moved.merge(), 'address'), [{ use: 'home', city: 'Douala' }]);
});

t.test('[M6] two addresses of one use are told apart by what they say, one of them may change', async (t) => {
  const tree = new VersionTree('Patient');
  const [one, two] = [
    { use: 'home', city: 'Garoua' },
    { use: 'home', city: 'Douala' },
  ];
  const root = tree.add(1, { address: [one, two] });
  tree.add(2, { address: [{ ...one, city: 'Pitoa' }, two] }, root);
  tree.add(3, { address: [{ ...one, district: 'Plateau' }, two] }, root);
  t.same(elementOf(tree.merge(), 'address'), [{ use: 'home', city: 'Pitoa', district: 'Plateau' }, two]);
});

t.test('[M16] an item that comes out as it was before two heads changed it is not taken out by a third', async (t) => {
  const tree = new VersionTree('Patient');
  const name = { use: 'official', family: 'Ngono' };
  const root = tree.add(1, { name: [name, { text: 'Odile' }] });
  const one = tree.add(2, { name: [{ ...name, text: 'Ngono O.' }] }, root);
  const other = tree.add(3, { name: [{ ...name, text: 'Mme Ngono' }] }, root);
  const gone = tree.add(4, {}, root);
  t.same(elementOf(tree.merge([one, other, gone]), 'name'), [name]);
  const joined = tree.join(5, one, other);
  t.same(elementOf(tree.merge([joined]), 'name'), [name], 'of neither the line shows');
  t.same(elementOf(tree.merge([joined, gone]), 'name'), [name]);
});

t.test('[M16] an item that a merge emptied, part by part, is not one that somebody took out', async (t) => {
  const grow = () => {
    const tree = new VersionTree('Patient');
    const root = tree.add(1, { name: [{ family: 'Ngono', given: ['Odile'] }] });
    const family = tree.add(2, { name: [{ family: 'Ngono' }] }, root);
    const given = tree.add(3, { name: [{ given: ['Odile'] }] }, root);
    const added = tree.add(4, { name: [{ family: 'Ngono', given: ['Odile'], suffix: ['II'] }] }, root);
    return { tree, family, given, added };
  };
  const { tree, family, given, added } = grow();
  const whole = elementOf(tree.merge([family, given, added]), 'name');
  t.same(whole, [{ suffix: ['II'] }]);
  const emptied = tree.join(5, family, given);
  t.equal(elementOf(tree.merge([emptied]), 'name'), undefined, 'each left what the other took out');
  t.same(elementOf(tree.merge([emptied, added]), 'name'), whole, 'it does not matter which came first');
  const carried = tree.add(6, { gender: 'female' }, emptied);
  t.same(elementOf(tree.merge([carried, added]), 'name'), whole, 'nor who wrote something else after that');
  const again = grow();
  const removed = again.tree.add(5, {}, again.family);
  t.same(elementOf(again.tree.merge([removed, again.added]), 'name'), [
    { family: 'Ngono', given: ['Odile'], suffix: ['II'] },
  ]);
});

t.test('[M16] an item that was taken out and written again stands against who took it out meanwhile', async (t) => {
  const tree = new VersionTree('Patient');
  const name = { use: 'official', family: 'Ngono' };
  const root = tree.add(1, { name: [name] });
  const again = tree.add(3, { name: [name] }, tree.add(2, {}, root));
  const gone = tree.add(4, {}, root);
  const other = tree.add(5, { name: [{ use: 'maiden', family: 'Abena' }] }, root);
  const whole = elementOf(tree.merge([again, gone, other]), 'name') as readonly unknown[];
  t.same(new Set(whole.map((item) => JSON.stringify(item))).size, 2);
  const joined = tree.join(6, again, other);
  t.same(elementOf(tree.merge([joined, gone]), 'name'), whole);
});
