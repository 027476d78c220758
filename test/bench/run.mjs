/**
 * Measures what a user waits for, and prints it beside the bar. On a quiet machine: figures of a busy one say little,
 * ratios within one run a bit more. The project has to be built.
 *
 *   npm run bench
 */
import { featureFigures } from './features.mjs';
import { printFigures } from './figures.mjs';
import { manifestFigures } from './manifests.mjs';
import { projectFigures } from './projects.mjs';
import { serverFigures } from './servers.mjs';

printFigures([
  ...(await serverFigures()),
  ...(await manifestFigures()),
  ...(await projectFigures()),
  ...(await featureFigures()),
]);
