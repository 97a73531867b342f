import t from 'tap';
import { foldText } from '../../record/fold.js';

t.test('text is folded: accents, case, apostrophes, hyphens, ligatures', async (t) => {
  t.equal(foldText("  NGO'O-Éyébé  "), 'ngo o eyebe');
  t.equal(foldText('Ngo’o‑Eyebe'), 'ngo o eyebe');
  t.equal(foldText('Œuvre Ŋkɔŋsamba Ɓassa'), 'oeuvre nkonsamba bassa');
  t.equal(foldText('…'), '');
  t.equal(foldText(foldText('Ébolowa')), foldText('Ébolowa'));
});
