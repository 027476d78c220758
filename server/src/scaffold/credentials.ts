/** Who pushes the images, and who pulls them. */
import type { Answers } from './answers.ts';

export interface Credentials {
  /** Names of variables. */
  readonly user: string;
  readonly password: string;
  readonly pullUser: string;
  readonly pullPassword: string;
  /** The host as a script writes it. */
  readonly registry: string;
}

export function credentialsFor({ registry, image }: Answers): Credentials {
  if (registry === 'gitlab')
    return {
      user: 'CI_REGISTRY_USER',
      password: 'CI_REGISTRY_PASSWORD',
      // The job's own password ends with the job: the cluster pulls for longer.
      pullUser: 'CI_DEPLOY_USER',
      pullPassword: 'CI_DEPLOY_PASSWORD',
      registry: '$CI_REGISTRY',
    };
  return {
    user: 'REGISTRY_USER',
    password: 'REGISTRY_PASSWORD',
    pullUser: 'REGISTRY_USER',
    pullPassword: 'REGISTRY_PASSWORD',
    registry: image.slice(0, image.indexOf('/')),
  };
}
