/** The port that an application listens on, where its source says so in one of the usual ways. */
import { span, type Segment, type Span } from '../text/span.ts';

export interface ListeningPort {
  readonly port: number;
  /** The number. */
  readonly at: Span;
  /** Whether an environment variable may say otherwise: `process.env.PORT || 3000`. */
  readonly isDefault: boolean;
}

interface Pattern {
  /** The group `port` is the number, the group `variable` what may override it. */
  readonly expression: RegExp;
}

const ENVIRONMENT = String.raw`(?<variable>(?:process\.env|os\.environ|os\.getenv|ENV|env|System\.getenv|getenv|os\.Getenv)[^,;\n]{0,60}?(?:\|\||\?\?|,|or)\s*["']?)?`;

const PYTHON: readonly Pattern[] = [
  // Flask, uvicorn, aiohttp: app.run(host='0.0.0.0', port=5000)
  {
    expression: pattern(
      String.raw`\b(?:run|run_app|run_simple|serve)\s*\((?:[^()]|\([^()]*\)){0,300}?\bport\s*=\s*(?:int\s*\(\s*)?`,
    ),
  },
  // http.server, socket: HTTPServer(('', 8000), …)
  {
    expression: pattern(
      String.raw`\b(?:HTTPServer|TCPServer|bind)\s*\(\s*\(\s*["'][^"']*["']\s*,\s*(?:int\s*\(\s*)?`,
    ),
  },
];
const JAVASCRIPT: readonly Pattern[] = [
  {
    expression: pattern(
      String.raw`\.listen\s*\(\s*(?:\{\s*(?:host\s*:\s*["'][^"']*["']\s*,\s*)?port\s*:\s*)?(?:Number|parseInt)?\(?\s*`,
    ),
  },
  { expression: pattern(String.raw`\b(?:const|let|var)\s+(?:PORT|port)\s*=\s*(?:Number|parseInt)?\(?\s*`) },
];
const GO: readonly Pattern[] = [
  {
    expression: pattern(
      String.raw`\b(?:ListenAndServe(?:TLS)?|Listen|Run|Start)\s*\(\s*(?:"tcp"\s*,\s*)?"[^":]*:`,
    ),
  },
  { expression: pattern(String.raw`\bAddr\s*:\s*"[^":]*:`) },
];
const RUST: readonly Pattern[] = [
  { expression: pattern(String.raw`\bbind\s*\(\s*&?"[\d.\[\]:]*:`) },
  { expression: pattern(String.raw`\bbind\s*\(\s*\(\s*"[^"]*"\s*,\s*`) },
  { expression: pattern(String.raw`\bSocketAddr::from\s*\(\s*\(\s*\[[^\]]*\]\s*,\s*`) },
];
const RUBY: readonly Pattern[] = [{ expression: pattern(String.raw`\bset\s+:port\s*,\s*`) }];
const PROPERTIES: readonly Pattern[] = [
  { expression: pattern(String.raw`^\s*server\.port\s*[=:]\s*(?:\$\{\w+:)?`) },
];
const YAML: readonly Pattern[] = [
  {
    expression: pattern(
      String.raw`^server:[ \t]*\r?\n(?:[ \t]+.*\r?\n){0,12}?[ \t]+port\s*:\s*(?:\$\{\w+:)?`,
    ),
  },
];

function pattern(before: string): RegExp {
  return new RegExp(`${before}${ENVIRONMENT}(?<port>[1-9]\\d{1,4})\\b`, 'gm');
}

/** Which patterns a file is searched for, by its name. */
const READERS: readonly { readonly names: RegExp; readonly patterns: readonly Pattern[] }[] = [
  { names: /\.py$/, patterns: PYTHON },
  { names: /\.[cm]?[jt]s$/, patterns: JAVASCRIPT },
  { names: /\.go$/, patterns: GO },
  { names: /\.rs$/, patterns: RUST },
  { names: /\.rb$/, patterns: RUBY },
  { names: /(?:^|\/)application(?:-\w+)?\.properties$/, patterns: PROPERTIES },
  { names: /(?:^|\/)application\.ya?ml$/, patterns: YAML },
];

/** Larger files are not written by hand. */
const MAXIMUM_LENGTH = 200_000;

const kept = new WeakMap<Segment, readonly ListeningPort[]>();

/** Whether a file by this path can be asked for ports. */
export function mayListen(path: string): boolean {
  return READERS.some(({ names }) => names.test(path));
}

/** The ports that a source file is seen to listen on; none where it says nothing. */
export function listeningPorts(path: string, source: Segment): readonly ListeningPort[] {
  let known = kept.get(source);
  if (!known) kept.set(source, (known = readPorts(path, source)));
  return known;
}

function readPorts(path: string, source: Segment): readonly ListeningPort[] {
  if (source.text.length > MAXIMUM_LENGTH) return [];
  const found = new Map<number, ListeningPort>();
  for (const { patterns } of READERS.filter(({ names }) => names.test(path))) {
    for (const { expression } of patterns) {
      for (const match of source.text.matchAll(expression)) {
        const written = match.groups!['port']!;
        const port = Number(written);
        const end = match.index + match[0].length;
        if (port > 65_535 || isInComment(source.text, match.index)) continue;
        const isDefault =
          match.groups!['variable'] !== undefined || /\$\{\w+:$/.test(match[0].slice(0, -written.length));
        found.set(end, { port, at: span(source, end - written.length, end), isDefault });
      }
    }
  }
  return [...found.values()].sort((a, b) => a.at.start - b.at.start);
}

function isInComment(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*(?:#|\/\/|\*)/.test(line);
}
