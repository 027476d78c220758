/** The image that is built of an application. */
import type { Answers } from '../answers.ts';
import type { Application } from '../detect/application.ts';

export interface BuiltImage {
  readonly application: Application;
  /** The variable that holds the whole reference. */
  readonly variable: string;
  /** Without the tag. */
  readonly repository: string;
  readonly dockerfile: string;
}

/** The image's name without the tag, as the pipeline writes it. */
export function repositoryOf(answers: Answers, application: Application, isAlone: boolean): string {
  const base = answers.registry === 'gitlab' ? '${CI_REGISTRY_IMAGE}' : answers.image;
  return isAlone ? base : `${base}/${application.name.value}`;
}
