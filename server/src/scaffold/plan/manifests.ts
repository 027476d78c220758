/** The manifests of a plan: those that are there take the image that is built, those that are missing are written. */
import { insertPodField } from '../../kubernetes/insert-field.ts';
import {
  composeManifest,
  composeMigration,
  migrationJobOf,
  type ManifestNeeds,
} from '../compose-manifest.ts';
import { mayBeReached, type Application } from '../detect/application.ts';
import type { BuiltImage } from '../pipeline/image.ts';
import type { Rendered } from '../pipeline/deploys.ts';
import { lacksDeployment } from '../situation.ts';
import type { Draft } from './draft.ts';
import { brokenLine } from './unread-files.ts';
import { isMigrated, knownWorkloads, pullSecretOf, workloadOf, type PlacedWorkload } from './workloads.ts';

/** @returns all that the deploy job renders and applies, in order */
export function planManifests(draft: Draft): readonly Rendered[] {
  const all = [...planKnownManifests(draft), ...planNewManifests(draft)];
  // What the others wait for.
  const isFirst = ({ jobs }: Rendered) => jobs.length > 0;
  return [...all.filter(isFirst), ...all.filter((it) => !isFirst(it))];
}

function planKnownManifests(draft: Draft): readonly Rendered[] {
  const { situation, images } = draft;
  // Where a job deploys already, it takes the manifests as they are.
  for (const image of lacksDeployment(situation) ? images : []) {
    const found = workloadOf(situation, image.application);
    if (!found || brokenLine(situation.snapshot, found.manifest.path) !== undefined) continue;
    addPullSecret(draft, found);
    placeImage(draft, found, image);
  }
  return situation.manifests.map(({ path, placeholders, hasNamespaces, workloads, jobs }) => {
    const owned = images.filter(
      ({ application }) => workloadOf(situation, application)?.manifest.path === path,
    );
    const variables = workloads.length > 0 ? owned.map(({ variable }) => variable) : [];
    return {
      path,
      placeholders: [...new Set([...placeholders, ...variables])],
      needsNamespace: !hasNamespaces,
      jobs,
    };
  });
}

/** Puts a placeholder where a manifest writes its image out. */
function placeImage(
  { situation, files, remarks }: Draft,
  { manifest, workload }: PlacedWorkload,
  { variable }: BuiltImage,
): void {
  const { image, imageVariable } = workload;
  if (!image || imageVariable !== undefined) return;
  if (image.value.includes('$')) {
    remarks.push(
      `${manifest.path} puts its image together from several variables: set them so that they give what the build job pushes.`,
    );
    return;
  }
  const place = situation.snapshot.locate(image);
  if (!place) return;
  const quote = image.style === 'double' ? '"' : image.style === 'single' ? "'" : '';
  files.change(manifest.path, [{ range: place.range, newText: `${quote}\${${variable}}${quote}` }]);
}

/** The pods name the secret that the deploy job creates. */
function addPullSecret({ situation, files }: Draft, { manifest, workload }: PlacedWorkload): void {
  const { withoutPullSecret } = workload;
  if (!withoutPullSecret) return;
  const edit = insertPodField(withoutPullSecret, ['imagePullSecrets'], [{ name: pullSecretOf(situation) }]);
  const place = edit && situation.snapshot.locate(edit.at);
  if (place?.path === manifest.path)
    files.change(manifest.path, [{ range: place.range, newText: edit!.newText }]);
}

function planNewManifests(draft: Draft): readonly Rendered[] {
  const { situation, answers, images, files } = draft;
  // What a job deploys already is none of ours, be it in another repository or in a chart.
  if (!lacksDeployment(situation)) return [];
  const missing = images.filter(({ application }) => !workloadOf(situation, application));
  // With manifests that are there, one application alone is what they run.
  if (images.length === 1 && knownWorkloads(situation).length > 0) return [];
  const main = mainOf(missing.map(({ application }) => application));
  return missing.flatMap(({ application, variable, dockerfile }) => {
    const needs: ManifestNeeds = {
      application,
      imageVariable: variable,
      pullSecret: pullSecretOf(situation),
      isMain: application === main,
      // One alone is asked about; of several, one that only works on what the others leave it is none to be reached.
      listens: images.length === 1 || mayBeReached(application),
      isRestricted: application.dockerfile ? runsAsNumber(situation.snapshot.text(dockerfile)?.text) : true,
    };
    const common = { needsNamespace: false, jobs: [] };
    const rendered: Rendered[] = [];
    if (answers.migrate === 'yes' && isMigrated(situation, application)) {
      const job = migrationJobOf(application);
      const path = files.freePath(`k8s/${job}.yaml`);
      files.create(path, composeMigration(answers, needs));
      rendered.push({ ...common, path, placeholders: [variable, 'NAMESPACE'], jobs: [job] });
    }
    const path = files.freePath(`k8s/${application.name.value}.yaml`);
    const text = composeManifest(answers, needs);
    files.create(path, text);
    rendered.push({ ...common, path, placeholders: namesIn(text), runs: application });
    return rendered;
  });
}

/** The placeholders of a composed text, each once. */
function namesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name!))];
}

/** The application that people look at: the front end, where there is one. */
function mainOf(applications: readonly Application[]): Application | undefined {
  const isFrontEnd = ({ recipe }: Application) => recipe?.user === 101;
  return applications.find(isFrontEnd) ?? applications[0];
}

/** Whether a Dockerfile's last user is a number other than root's: only of such Kubernetes knows that it is not root. */
function runsAsNumber(dockerfile: string | undefined): boolean {
  const user = [...(dockerfile ?? '').matchAll(/^\s*USER\s+(\S+)/gim)].at(-1)?.[1];
  return user !== undefined && /^[1-9]\d*(?::\d+)?$/.test(user);
}
