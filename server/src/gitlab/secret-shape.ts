/** Secrets that their shape gives away, wherever they stand: tokens with their issuers' prefixes, keys, kubeconfigs. */

export interface SecretLiteral {
  /** UTF-16 offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** With its article: "a GitLab access token". */
  readonly what: string;
}

interface Shape {
  readonly what: string;
  /** Its first group, where it has one, is the secret. */
  readonly pattern: RegExp;
}

/**
 * Prefixes that their issuers give to tokens so that scanners find them, with the lengths that they have.
 * Sources: the issuers' own documentation on token formats (GitLab's "Token overview", GitHub's "token formats", …).
 */
const SHAPES: readonly Shape[] = [
  { what: 'a private key', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?=[\s\\]*[A-Za-z0-9+/=]{20})/g },
  { what: 'a GitLab token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|imt)-[A-Za-z0-9_-]{20,}/g },
  { what: 'a GitHub token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})/g },
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: 'a Docker Hub token', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/g },
  {
    what: 'a Slack webhook address',
    pattern: /https:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]+\/B[A-Z0-9]+\/[A-Za-z0-9]{20,}/g,
  },
  { what: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { what: 'a PyPI token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g },
  { what: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  { what: 'a Stripe key', pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}/g },
  { what: 'a SonarQube token', pattern: /\bsq[apu]_[a-f0-9]{40}\b/g },
  { what: 'a HashiCorp Vault token', pattern: /\bhvs\.[A-Za-z0-9_-]{24,}/g },
  { what: 'a DigitalOcean token', pattern: /\bdo[oprt]_v1_[a-f0-9]{64}\b/g },
  { what: 'a kubeconfig with a client key', pattern: /\bclient-key-data:\s*([A-Za-z0-9+/=]{40,})/g },
  // The beginning of `apiVersion: v1\n` in base64, long enough to hold credentials.
  { what: 'a kubeconfig in base64', pattern: /\bYXBpVmVyc2lvbjogdjEK[A-Za-z0-9+/=\s]{400,}/g },
  {
    what: 'a password in an address',
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@$'"<>{}]+:([^\s/:@$'"<>{}*]{8,})@[\w-]+\.[\w.-]+/g,
  },
];

/** Secrets by their shape, wherever they stand; in the order of the text. */
export function findSecretShapes(text: string): SecretLiteral[] {
  // Every shape has one of these in it: most texts are done with here.
  if (
    !/-----BEGIN|gl[a-z]+-|gh[pousr]_|github_pat|A[KS]IA|dckr_|xox|hooks\.slack|npm_|pypi-|AIza|_live_|sq[apu]_|hvs\.|_v1_|client-key|YXBp|:\/\/[^\s/]+:[^\s/]+@/.test(
      text,
    )
  )
    return [];
  const found: SecretLiteral[] = [];
  for (const { what, pattern } of SHAPES) {
    for (const match of text.matchAll(pattern)) {
      const secret = match[1] ?? match[0];
      if (isPlaceholder(secret)) continue;
      const start = match.index + match[0].indexOf(secret);
      found.push({ what, start, end: start + secret.length });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Whether a text stands for a secret in an example, or in a file that somebody has to fill in. */
export function isPlaceholder(text: string): boolean {
  return /x{4,}|\*{3,}|change.?me|replace|example|your[-_]|dummy|fake|sample|todo|redacted|12345678/i.test(
    text,
  );
}
