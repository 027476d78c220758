/** Reads the examples out of a rule's page. */
export interface Example {
  readonly title: string;
  readonly isFailing: boolean;
  readonly files: Readonly<Record<string, string>>;
  /** The files as they are after the fix, for those that the page shows. */
  readonly fixed: Readonly<Record<string, string>>;
}

/**
 * Below `## Fails` and `## Passes` every `###` is an example (without any, all there is is one). Its fences are the
 * project's files: the path stands behind the language, and the word `fixed` before the path of a mended file.
 */
export function readExamples(page: string): Example[] {
  const examples: {
    title: string;
    isFailing: boolean;
    files: Record<string, string>;
    fixed: Record<string, string>;
  }[] = [];
  let section = '';
  let current: (typeof examples)[number] | undefined;
  const lines = page.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const heading = /^(##|###) (.+)$/.exec(line);
    if (heading?.[1] === '##') {
      section = heading[2]!;
      current = undefined;
    } else if (heading) current = undefined;
    const title = heading?.[1] === '###' ? heading[2]! : section;
    if (heading && (section === 'Fails' || section === 'Passes')) {
      current = { title, isFailing: section === 'Fails', files: {}, fixed: {} };
      examples.push(current);
    }
    const fence = /^(`{3,})\S+ (fixed )?(\S.*)$/.exec(line);
    if (!fence || !current) continue;
    const end = lines.indexOf(fence[1]!, i + 1);
    const text = lines
      .slice(i + 1, end)
      .map((it) => `${it}\n`)
      .join('');
    (fence[2] ? current.fixed : current.files)[fence[3]!] = text;
    i = end;
  }
  return examples.filter((example) => Object.keys(example.files).length > 0);
}
