/** Where a rule's page can be read online. */
const PAGES = 'https://pipewright.gitlab.io/pipewright/rules';

export function pageUrl(rule: string): string {
  return `${PAGES}/${rule}`;
}
