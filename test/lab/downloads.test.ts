import t from 'tap';
import { downloadFigures } from './downloads.js';

t.test(
  'what was asked for is told by percentiles, what came back by when it could be used and when it was whole',
  async (t) => {
    const asked = { summarySeconds: [1, 2, 0.5, 0.7], summaryBytes: [2_000, 3_000] };
    t.strictSame(Object.fromEntries(downloadFigures(asked)), {
      ...{ 'summary-p50-seconds': 0.7, 'summary-p95-seconds': 2 },
      ...{ 'summary-p50-bytes': 2_000, 'summary-p95-bytes': 3_000 },
    });
    const [usable, whole] = [
      { seconds: 3.21, bytes: 900 },
      { seconds: 60, bytes: 9_000 },
    ];
    const back = { summarySeconds: [], summaryBytes: [], usable, whole, missing: 0 };
    t.strictSame(Object.fromEntries(downloadFigures(back)), {
      ...{ 'usable-seconds': 3.21, 'usable-bytes': 900, 'whole-seconds': 60, 'whole-bytes': 9_000, missing: 0 },
    });
  },
);
