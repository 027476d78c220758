/** .NET programs: one project, or a solution with one program in it. */
import { VERSIONS } from '../versions.ts';
import { execForm, type FoundApplication } from './application.ts';
import { dotnetEnvironment } from './environment/others.ts';
import { guess } from './fact.ts';
import type { Folder } from './folder.ts';

const PROJECT = /\.(?:cs|fs)proj$/;

export function detectDotnet(folder: Folder): FoundApplication | undefined {
  const projects = folder.names.filter((name) => PROJECT.test(name));
  const isTest = (name: string) =>
    folder.find(name, /Microsoft\.NET\.Test\.Sdk|<IsTestProject>true/) !== undefined;
  const isProgram = (name: string) =>
    folder.find(name, /Sdk="Microsoft\.NET\.Sdk\.(?:Web|Worker)"|<OutputType>Exe</) !== undefined &&
    !isTest(name);
  const project =
    projects.find((name) => folder.find(name, /Sdk="Microsoft\.NET\.Sdk\.Web"/) && !isTest(name)) ??
    projects.find(isProgram);
  if (project === undefined) return undefined;
  const isWeb = folder.find(project, /Sdk="Microsoft\.NET\.Sdk\.Web"/);
  const framework = /<TargetFrameworks?>net(\d+\.\d+)/;
  const version =
    folder.fact(project, framework) ??
    folder.fact('Directory.Build.props', framework) ??
    guess(VERSIONS.dotnet);
  const fileName = project.slice(project.lastIndexOf('/') + 1).replace(PROJECT, '');
  const assembly = folder.fact(project, /<AssemblyName>([^<$]+)</) ?? folder.presence(project, fileName);
  const tests = projects.find(isTest);
  const sources = folder.sources(/\.cs$/);
  const settings = folder.names.filter((name) => /(?:^|\/)appsettings(?:\.Production)?\.json$/.test(name));
  const lock = project.replace(/[^/]*$/, 'packages.lock.json');
  const configuration = [
    'global.json',
    'nuget.config',
    'NuGet.config',
    'Directory.Build.props',
    'Directory.Packages.props',
  ].filter((name) => folder.has(name));
  const projectFolder = project.includes('/') ? `${project.slice(0, project.lastIndexOf('/'))}/` : './';
  return {
    language: folder.presence(project, project.endsWith('.fsproj') ? 'F#' : 'C#'),
    version,
    packageManager: folder.presence(project, 'NuGet'),
    ...(folder.has(lock) && { lockFile: folder.presence(lock, lock) }),
    ...(isWeb && { framework: { value: 'ASP.NET Core', from: isWeb.from } }),
    entryPoint: { value: `${assembly.value}.dll`, ...(assembly.from && { from: assembly.from }) },
    ...(tests !== undefined && { tests: folder.presence(tests, 'dotnet test') }),
    name: folder.presence(project, fileName),
    defaultPort: 8080,
    environment: dotnetEnvironment(folder, sources, settings),
    sources,
    recipe: (port) => ({
      template: 'dotnet',
      values: {
        version: version.value,
        runtime: isWeb ? 'aspnet' : 'runtime',
        isWeb: isWeb !== undefined,
        isOld: Number(version.value) < 8,
        project,
        projectFolder,
        isAlone: projects.length === 1,
        configuration: configuration.join(' '),
        isLocked: folder.has(lock),
        lock,
        port,
        command: execForm(['dotnet', `${assembly.value}.dll`]),
      },
      ignored: ['**/bin', '**/obj'],
      companions: {},
      ...(tests !== undefined && {
        test: {
          image: `mcr.microsoft.com/dotnet/sdk:${version.value}`,
          install: [],
          script: [/\s/.test(tests) ? `dotnet test "${tests}"` : `dotnet test ${tests}`],
          variables: { NUGET_PACKAGES: '$CI_PROJECT_DIR/.nuget' },
          cachePaths: ['.nuget'],
          cacheKeys: [project],
        },
      }),
      user: 1654,
      isReadOnly: true,
      size: 'medium',
      startSeconds: 5,
    }),
  };
}
