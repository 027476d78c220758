/** The path that tells whether an application is well, where its source has one. */
import type { Fact } from './fact.ts';
import type { Folder } from './folder.ts';

/** Most telling ones first. */
const HEALTH: readonly RegExp[] = [
  /["'`](\/(?:api\/)?(?:healthz|health\/live|livez|health|_health|healthcheck|readyz|ready))\/?["'`]/,
  /["'`]((?:healthz|livez|health|healthcheck))\/["'`]/,
  /["'`](\/(?:api\/)?(?:ping|status|up))\/?["'`]/,
];

/** A route for the root: decorators and registrations of the usual frameworks. */
const ROOT =
  /(?:@\w+\.(?:route|get)\(|\.(?:get|GET|Get|route|HandleFunc|Handle|map_get|MapGet|all)\(|HandleFunc\(|@GetMapping\(|@RequestMapping\(|#\[get\(|^\s*get\s+|\bpath\(|Route::get\()\s*["'`](?:GET )?(\/|)["'`]/m;

export function readHealth(folder: Folder, sources: readonly string[]): Fact | undefined {
  for (const expression of HEALTH) {
    const match = folder.findIn(sources, expression);
    if (match)
      return {
        value: `/${match.groups[1]!.replace(/^\//, '')}${isDjango(match.groups[0]) ? '/' : ''}`,
        from: match.from,
      };
  }
  const root = folder.findIn(sources, ROOT);
  return root && { value: '/', from: root.from };
}

/** Django's routes start without a slash and end with one. */
function isDjango(written: string): boolean {
  return /^["'`]\w/.test(written);
}
