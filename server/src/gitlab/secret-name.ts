/** Which variables hold secrets, by what people call them. */

/** The whole last words count: TOKEN_URL, SECRET_NAME and PASSWORD_FILE are no secrets themselves. */
const SECRET =
  /(?:^|_)(?:PASS|PASSWD|PASSWORD|PASSPHRASE|PWD|TOKEN|SECRET|SECRET_?KEY|ACCESS_?KEY|API_?KEY|PRIVATE_?KEY|SSH_?KEY|DEPLOY_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)$/i;

/** Short forms that stand behind another word: DB_PWD, but not the shell's own PWD and OLDPWD. */
const NOT_SECRET = /^(?:OLD)?PWD$|^PASS$/i;

/** Identifiers that end like secrets. */
const HALF_OF_A_PAIR = /ACCESS_?KEY_?ID$|PUBLIC/i;

/** Whether a variable's name says that it holds a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !NOT_SECRET.test(name) && !HALF_OF_A_PAIR.test(name);
}

/**
 * Variables that GitLab itself masks in every job log.
 * Source: docs.gitlab.com/ci/variables/predefined_variables and /ci/jobs/ci_job_token.
 */
const MASKED_BY_GITLAB: ReadonlySet<string> = new Set([
  'CI_JOB_TOKEN',
  'CI_BUILD_TOKEN',
  'CI_REGISTRY_PASSWORD',
  'CI_DEPLOY_PASSWORD',
  'CI_DEPENDENCY_PROXY_PASSWORD',
  'CI_REPOSITORY_URL',
]);

export function isMaskedByGitLab(name: string): boolean {
  return MASKED_BY_GITLAB.has(name);
}
