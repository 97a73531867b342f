import { useEffect, useState } from 'preact/hooks';

/** Only on a screen: paper has room for the table. */
const narrow = matchMedia('screen and (max-width: 820px)');

/** Whether this is a phone, or a window as narrow as one. */
export function useNarrow(): boolean {
  const [is, setIs] = useState(narrow.matches);
  useEffect(() => {
    const follow = () => setIs(narrow.matches);
    narrow.addEventListener('change', follow);
    return () => narrow.removeEventListener('change', follow);
  }, []);
  return is;
}
