/** Tokens that other tools than envsubst put values in for: sed, GitLab templates, replacers of all kinds. */

const TOKEN =
  /^_+[A-Za-z][\w-]*_+$|<[^<>\s]+>|\{\{|\[\[|#\{|(?:^|[^@\w])@@?\w+@@?(?:$|[^@\w])|%\w+%|__[A-Za-z]\w*?__/;

/** Whether a text is, or holds, something that is probably replaced before Kubernetes sees it. */
export function hasToken(text: string): boolean {
  return TOKEN.test(text);
}
