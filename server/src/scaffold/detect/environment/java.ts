/** What the configuration of Spring and Quarkus takes from the environment without a default. */
import type { Folder } from '../folder.ts';
import { distinct, type RequiredVariable } from './required.ts';

/** `${DATABASE_PASSWORD}`: names of another form may be other properties. */
const PLACEHOLDER = /\$\{([A-Z][A-Z0-9_]*)\}/g;
/** Profiles that production does without. */
const OTHER_PROFILE =
  /on-profile\s*[:=]\s*["']?(?:dev|test|local)|^\s*spring\.profiles\s*[:=]\s*(?:dev|test|local)/m;

/** @param configuration the files application.properties, application.yml and those of profiles */
export function javaEnvironment(
  folder: Folder,
  configuration: readonly string[],
): readonly RequiredVariable[] {
  const files = configuration.filter((name) => /application(?:-prod\w*)?\.\w+$/.test(name));
  return distinct(files.flatMap((file) => [...placeholders(folder, file), ...localDatabase(folder, file)]));
}

function placeholders(folder: Folder, file: string): readonly RequiredVariable[] {
  const text = folder.text(file) ?? '';
  let line = 0;
  return text.split(/^(?=---\s*$|#---\s*$)/m).flatMap((document) => {
    const isOther = OTHER_PROFILE.test(document);
    const lines = document.split('\n');
    const start = line;
    line += lines.length - 1;
    return isOther
      ? []
      : lines.flatMap((content, index) => {
          if (/^\s*[#!]|^\s*%(?:dev|test)\./.test(content)) return [];
          const from = { path: folder.pathOf(file), line: start + index + 1 };
          return [...content.matchAll(PLACEHOLDER)].map(([, name]) => ({ name: name!, from }));
        });
  });
}

/** A database on the machine itself is not there in a cluster: Spring's own variables count before the file. */
function localDatabase(folder: Folder, file: string): readonly RequiredVariable[] {
  const url = folder.find(
    file,
    /^\s*(?:spring\.datasource\.)?url\s*[:=]\s*["']?jdbc:\w+:\/\/(?:localhost|127\.0\.0\.1)\b/m,
  );
  if (!url || !/datasource/.test(folder.text(file) ?? '')) return [];
  return ['URL', 'USERNAME', 'PASSWORD'].map((name) => ({
    name: `SPRING_DATASOURCE_${name}`,
    from: url.from,
    purpose: 'in place of a database on the same machine',
  }));
}
