import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neededStages, readDockerfile, targetStage } from '../../../server/src/dockerfile/dockerfile.ts';
import {
  baseImage,
  copySources,
  exposedPorts,
  lastUser,
  startedProgram,
  workingFolder,
} from '../../../server/src/dockerfile/stage-facts.ts';
import { syntaxProblems } from '../../../server/src/dockerfile/validate.ts';
import { textOf } from '../../../server/src/text/span.ts';
import '../property-seed.ts';

const read = (text: string) => readDockerfile({ text });
const last = (text: string) => {
  const dockerfile = read(text);
  return [dockerfile, dockerfile.stages.at(-1)!] as const;
};

describe('a Dockerfile', () => {
  const TEXT = [
    '\ufeff# syntax=docker/dockerfile:1',
    'ARG VERSION=3.12',
    'FROM python:${VERSION}-slim AS Base',
    'COPY --chown=1:1 a \\',
    '# a comment between',
    '  "b" /x/',
    'EXPOSE 80 443/tcp',
    '',
    'from base',
    'USER app:app',
    'WORKDIR /srv',
    'WORKDIR web',
    'ENTRYPOINT ["python"]',
    'CMD ["a b.py", "-v"]',
  ];

  it.each(['\n', '\r\n'])('has its stages with places in the text, lines ended by %j', (lineEnd) => {
    const dockerfile = read(TEXT.join(lineEnd));
    const [first, second] = dockerfile.stages;
    expect(textOf(first!.name!.at)).toBe('Base');
    expect(baseImage(dockerfile, first!)).toMatchObject({
      name: { text: 'python:3.12-slim', isFixed: false },
    });
    expect(baseImage(dockerfile, second!)).toBe(undefined);
    expect(copySources(first!).map(({ text, at }) => [text, textOf(at)])).toEqual([
      ['a', 'a'],
      ['b', '"b"'],
    ]);
    expect(exposedPorts(dockerfile, second!)!.map(({ port, at }) => [port, textOf(at)])).toEqual([
      [80, '80'],
      [443, '443/tcp'],
    ]);
    expect(lastUser(dockerfile, second!)).toMatchObject({ name: 'app' });
    expect(workingFolder(dockerfile, second!)).toBe('/srv/web');
    expect(startedProgram(dockerfile, second!)!.words.map(({ text }) => text)).toEqual([
      'python',
      'a b.py',
      '-v',
    ]);
  });

  it('goes on in the next line by the character that `escape` names', () => {
    const [, stage] = last('# escape=`\nFROM a\nCOPY b `\n  c `\n  C:\\d\\\n');
    expect(copySources(stage).map(({ text }) => text)).toEqual(['b', 'c']);
  });

  it('takes no sources from other stages, addresses and here-documents', () => {
    const [, stage] = last(
      'FROM a\nCOPY --from=x b c\nADD https://e.com/d git@e.com:f.git g/\nCOPY <<E h /i/\nj\nE\nCOPY ["k l", "m"]\n',
    );
    expect(copySources(stage).map(({ text, at }) => [text, textOf(at)])).toEqual([
      ['h', 'h'],
      ['k l', 'k l'],
    ]);
  });

  it('knows which stages a target needs', () => {
    const dockerfile = read(
      'FROM a AS one\nFROM a AS two\nFROM one AS three\nFROM b AS four\nRUN --mount=type=bind,from=two,target=/t x\nCOPY --from=0 c d\nFROM e AS five\n',
    );
    const needed = (target?: string) =>
      neededStages(dockerfile, targetStage(dockerfile, target)!).map(({ name }) => name!.text);
    expect(needed('FOUR')).toEqual(['one', 'two', 'four']);
    expect(needed('three')).toEqual(['one', 'three']);
    expect(needed()).toEqual(['five']);
  });

  it.each([
    ['ARG A=80\nFROM x\nARG A\nEXPOSE $A', [80]],
    ['FROM x\nENV A=80\nENV B=$A\nEXPOSE ${B}/udp', [80]],
    ['FROM x AS y\nENV A=80\nARG B=1\nFROM y\nEXPOSE ${A} ${C:-81}', [80, 81]],
    ['FROM x AS y\nARG A=80\nFROM y\nEXPOSE ${A}', undefined],
    ['ARG A=80\nFROM x\nEXPOSE $A', undefined],
    ['FROM x\nEXPOSE 8000-8005', undefined],
  ])('puts in what ARG and ENV say: %j', (text, ports) => {
    const [dockerfile, stage] = last(text);
    expect(exposedPorts(dockerfile, stage)?.map(({ port }) => port)).toEqual(ports);
  });

  it('is read from any text, with places inside of it', () => {
    const piece = fc.constantFrom(
      ...[
        'FROM a',
        'COPY',
        'RUN <<E',
        'E',
        '\\',
        '`',
        '\n',
        '\r\n',
        ' ',
        '[',
        "'b'",
        '"c"',
        ',',
        ']',
        '$',
        '${',
        '}',
        '#',
        '# escape=`\n',
        '\ufeff',
        '\u{1F680}',
        '--from=',
        'ENV a=',
        'ARG',
        'EXPOSE 1',
        'ONBUILD',
        'HEALTHCHECK',
        '<<-"X"',
        '\t',
        '\0',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const dockerfile = read(text);
        const spans = [
          ...syntaxProblems(dockerfile.segment).map(({ at }) => at),
          ...dockerfile.stages.flatMap((stage) => [
            stage.from.at,
            ...copySources(stage).map(({ at }) => at),
            ...(exposedPorts(dockerfile, stage) ?? []).map(({ at }) => at),
            ...(startedProgram(dockerfile, stage)?.words ?? []).map(({ at }) => at),
            ...[lastUser(dockerfile, stage)?.at ?? stage.from.at],
          ]),
        ];
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(text.length).toBeGreaterThanOrEqual(end);
        }
      }),
    );
  });
});
