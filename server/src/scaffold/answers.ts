/** What is decided before anything is written. All are texts: they come from flags, prompts and quick picks. */

export interface Answers {
  readonly builder: 'dind' | 'dind-plain' | 'buildkit' | 'buildah';
  readonly registry: 'gitlab' | 'private';
  /** With the registry's host, without a tag: for a private registry. */
  readonly image: string;
  /** Whether the private registry speaks HTTP, or has a certificate that nobody trusts. */
  readonly insecure: 'yes' | 'no';
  readonly tag: 'sha-pipeline' | 'sha' | 'branch-sha';
  /** The branch that is built and deployed; `$CI_DEFAULT_BRANCH` for the default one. */
  readonly branch: string;
  readonly test: 'yes' | 'no';
  readonly environments: 'production' | 'staging-production';
  readonly deploy: 'manual' | 'automatic';
  /** Whether databases are brought up to date before the new version starts. */
  readonly migrate: 'yes' | 'no';
  readonly kubeconfig: 'file' | 'variable' | 'agent';
  /** `path/of/the/project:name`, for the GitLab agent. */
  readonly agent: string;
  readonly namespace: string;
  readonly exposure: 'cluster' | 'node-port' | 'ingress';
  readonly host: string;
  /** Empty: the cluster chooses. */
  readonly port: string;
  readonly probes: 'yes' | 'no';
  readonly resources: 'small' | 'medium' | 'large' | 'none';
  readonly rollout: 'undo' | 'wait' | 'none';
  /** The runner's tags, separated by commas or blanks. */
  readonly tags: string;
}

export type QuestionId = keyof Answers;

/** Answers as they come in, some of them not given yet. */
export type PartialAnswers = Readonly<Partial<Record<QuestionId, string>>>;
