/**
 * The variables that GitLab sets, one a line: name, when it can be read, what it holds, an example. In our own words,
 * by docs.gitlab.com/ci/variables/predefined_variables. `before` is GitLab's "pre-pipeline", `create` its "pipeline",
 * `job` its "job-only".
 */
export const PREDEFINED_TABLE = `
CHAT_CHANNEL | create | The chat channel that the ChatOps command came from
CHAT_INPUT | create | What was written behind the ChatOps command
CHAT_USER_ID | create | The chat service's id of whoever sent the ChatOps command
CI | before | Says that a CI job runs | true
CI_API_GRAPHQL_URL | before | Address of the GraphQL API | https://gitlab.example.com/api/graphql
CI_API_V4_URL | before | Root address of the REST API, version 4 | https://gitlab.example.com/api/v4
CI_BUILDS_DIR | job | The folder below which the runner checks repositories out | /builds
CI_COMMIT_AUTHOR | before | Who wrote the commit | Ada Lovelace <ada@example.com>
CI_COMMIT_BEFORE_SHA | before | The commit that the branch was at before; forty zeros for a first push, a merge request and a manual run | 0000000000000000000000000000000000000000
CI_COMMIT_BRANCH | before | The branch. Unset in pipelines for merge requests and tags | main
CI_COMMIT_DESCRIPTION | before | The commit's message without its title
CI_COMMIT_MESSAGE | before | The whole message of the commit
CI_COMMIT_MESSAGE_IS_TRUNCATED | before | Whether CI_COMMIT_MESSAGE was cut because of its length | false
CI_COMMIT_REF_NAME | before | The branch or tag, whichever the pipeline is for; in merge requests the source branch | feature/login
CI_COMMIT_REF_PROTECTED | before | Whether the branch or tag is protected | true
CI_COMMIT_REF_SLUG | before | CI_COMMIT_REF_NAME fit for host names: lower case, other characters as hyphens, 63 at most | feature-login
CI_COMMIT_SHA | before | The commit, all 40 characters | 1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b
CI_COMMIT_SHORT_SHA | before | The first eight characters of CI_COMMIT_SHA; now and then all of them digits | 1a2b3c4d
CI_COMMIT_TAG | before | The tag. Unset unless the pipeline is for one | v1.4.0
CI_COMMIT_TAG_MESSAGE | before | The message of the tag. Unset unless the pipeline is for one
CI_COMMIT_TIMESTAMP | before | When the commit was made, in ISO 8601 | 2026-01-31T16:47:55Z
CI_COMMIT_TITLE | before | The first line of the commit's message
CI_CONCURRENT_ID | job | Number of the job among those that run at once on the executor | 0
CI_CONCURRENT_PROJECT_ID | job | Number of the job among those of the project that run at once on the executor | 0
CI_CONFIG_PATH | before | The pipeline's file | .gitlab-ci.yml
CI_DEBUG_SERVICES | create | Whether the logs of service containers are shown | true
CI_DEBUG_TRACE | create | Whether everything the shell runs is logged, secrets included | true
CI_DEFAULT_BRANCH | before | The project's default branch | main
CI_DEFAULT_BRANCH_SLUG | before | CI_DEFAULT_BRANCH fit for host names | main
CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX | before | What to put before an image to pull it through the proxy of the project's own group
CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX | before | What to put before an image to pull it through the proxy of the outermost group | gitlab.example.com:443/group/dependency_proxy/containers
CI_DEPENDENCY_PROXY_PASSWORD | create | Password for pulling through the dependency proxy
CI_DEPENDENCY_PROXY_SERVER | before | Host and port to log in to the dependency proxy | gitlab.example.com:443
CI_DEPENDENCY_PROXY_USER | create | User for pulling through the dependency proxy
CI_DEPLOY_FREEZE | before | Set while a deploy freeze is on | true
CI_DEPLOY_PASSWORD | job | Password of the deploy token called gitlab-deploy-token, if the project has one
CI_DEPLOY_USER | job | User of the deploy token called gitlab-deploy-token, if the project has one
CI_DISPOSABLE_ENVIRONMENT | create | Set where the job's environment is thrown away afterwards: every executor but shell and ssh | true
CI_ENVIRONMENT_ACTION | create | What the job does to its environment: start, prepare, stop, verify or access | start
CI_ENVIRONMENT_ID | job | Number of the job's environment | 12
CI_ENVIRONMENT_NAME | create | The job's environment. Unset without \`environment:\` | production
CI_ENVIRONMENT_SLUG | create | The environment's name fit for host names and labels, 24 characters at most | production
CI_ENVIRONMENT_TIER | create | The environment's tier | production
CI_ENVIRONMENT_URL | create | The environment's address, where \`environment:url\` tells it | https://app.example.com
CI_EXTERNAL_PULL_REQUEST_IID | before | Number of the pull request on GitHub | 17
CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME | before | Branch that the pull request comes from
CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA | before | Last commit of the pull request's source branch
CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY | before | Repository that the pull request comes from
CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME | before | Branch that the pull request goes to
CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA | before | Last commit of the pull request's target branch
CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY | before | Repository that the pull request goes to
CI_GITLAB_FIPS_MODE | before | Set where the GitLab instance runs in FIPS mode | true
CI_HAS_OPEN_REQUIREMENTS | create | Set where the project has an open requirement | true
CI_JOB_GROUP_NAME | create | The job's name without the part that tells parallel jobs apart | build
CI_JOB_ID | job | Number of the job, unique in the GitLab instance | 8412907
CI_JOB_IMAGE | create | The image that the job runs in | alpine:3.22
CI_JOB_MANUAL | create | Set where somebody started the job by hand | true
CI_JOB_NAME | create | The job's name | build
CI_JOB_NAME_SLUG | create | The job's name fit for paths | build
CI_JOB_STAGE | create | The job's stage | build
CI_JOB_STARTED_AT | job | When the job started, in ISO 8601 | 2026-01-31T16:47:55Z
CI_JOB_STATUS | job | How the job goes, for after_script: success, failed or canceled | success
CI_JOB_TIMEOUT | job | After how many seconds the job is ended | 3600
CI_JOB_TOKEN | job | Token for GitLab's API, valid while the job runs
CI_JOB_URL | job | Page of the job
CI_KUBERNETES_ACTIVE | before | Set where a cluster is connected by the old integration | true
CI_MERGE_REQUEST_APPROVED | before | Set to true once the merge request is approved | true
CI_MERGE_REQUEST_ASSIGNEES | before | User names of the assignees, with commas
CI_MERGE_REQUEST_DESCRIPTION | before | Description of the merge request, its first 2,700 characters
CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED | before | Whether CI_MERGE_REQUEST_DESCRIPTION was cut | false
CI_MERGE_REQUEST_DIFF_BASE_SHA | before | The commit that the merge request's changes are compared with
CI_MERGE_REQUEST_DIFF_ID | before | Version of the merge request's changes
CI_MERGE_REQUEST_DRAFT | before | Set to true while the merge request is a draft | true
CI_MERGE_REQUEST_EVENT_TYPE | before | detached, merged_result or merge_train | detached
CI_MERGE_REQUEST_ID | before | Number of the merge request, unique in the GitLab instance
CI_MERGE_REQUEST_IID | before | Number of the merge request in its project | 42
CI_MERGE_REQUEST_LABELS | before | Labels of the merge request, with commas
CI_MERGE_REQUEST_MILESTONE | before | Title of the merge request's milestone
CI_MERGE_REQUEST_PROJECT_ID | before | Number of the project that the merge request goes to
CI_MERGE_REQUEST_PROJECT_PATH | before | Path of the project that the merge request goes to
CI_MERGE_REQUEST_PROJECT_URL | before | Address of the project that the merge request goes to
CI_MERGE_REQUEST_REF_PATH | before | The merge request's ref | refs/merge-requests/42/head
CI_MERGE_REQUEST_SOURCE_BRANCH_NAME | before | Branch that the merge request comes from | feature/login
CI_MERGE_REQUEST_SOURCE_BRANCH_PROTECTED | before | Set to true where the source branch is protected | true
CI_MERGE_REQUEST_SOURCE_BRANCH_SHA | before | Last commit of the source branch; empty except in merged results pipelines
CI_MERGE_REQUEST_SOURCE_PROJECT_ID | before | Number of the project that the merge request comes from
CI_MERGE_REQUEST_SOURCE_PROJECT_PATH | before | Path of the project that the merge request comes from
CI_MERGE_REQUEST_SOURCE_PROJECT_URL | before | Address of the project that the merge request comes from
CI_MERGE_REQUEST_SQUASH_ON_MERGE | before | Set to true where commits are squashed on merging | true
CI_MERGE_REQUEST_TARGET_BRANCH_NAME | before | Branch that the merge request goes to | main
CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED | before | Set to true where the target branch is protected | true
CI_MERGE_REQUEST_TARGET_BRANCH_SHA | before | Last commit of the target branch; empty except in merged results pipelines
CI_MERGE_REQUEST_TITLE | before | Title of the merge request
CI_NODE_INDEX | create | Number of the job among its parallel ones, from 1. Unset without \`parallel:\` | 1
CI_NODE_TOTAL | create | How many parallel jobs there are; 1 without \`parallel:\` | 1
CI_OPEN_MERGE_REQUESTS | before | Up to four open merge requests of the branch, with commas. Unset where there is none | group/app!42
CI_PAGES_DOMAIN | before | The domain of GitLab Pages | pages.example.com
CI_PAGES_HOSTNAME | job | Whole host name of the project's Pages
CI_PAGES_URL | job | Address of the project's Pages
CI_PIPELINE_CREATED_AT | before | When the pipeline was made, in ISO 8601 | 2026-01-31T16:47:55Z
CI_PIPELINE_ID | job | Number of the pipeline, unique in the GitLab instance | 1203344
CI_PIPELINE_IID | create | Number of the pipeline in its project | 318
CI_PIPELINE_NAME | before | The name that \`workflow:name\` gives the pipeline
CI_PIPELINE_SCHEDULE_DESCRIPTION | before | Description of the schedule. Unset in other pipelines | nightly
CI_PIPELINE_SOURCE | before | What started the pipeline: push, merge_request_event, schedule, trigger, web, api, parent_pipeline, pipeline… | push
CI_PIPELINE_TRIGGERED | create | Set where a trigger token started the pipeline | true
CI_PIPELINE_URL | job | Page of the pipeline
CI_PROJECT_CLASSIFICATION_LABEL | before | The project's label for external authorization
CI_PROJECT_DESCRIPTION | before | The project's description
CI_PROJECT_DIR | job | The folder that the repository is checked out into and the job starts in | /builds/group/app
CI_PROJECT_ID | before | Number of the project, unique in the GitLab instance | 4711
CI_PROJECT_NAME | before | Last part of the project's path | app
CI_PROJECT_NAMESPACE | before | The group or user that the project belongs to; its letters may be upper case | group
CI_PROJECT_NAMESPACE_ID | before | Number of the group or user that the project belongs to | 12
CI_PROJECT_NAMESPACE_SLUG | before | CI_PROJECT_NAMESPACE fit for host names | group
CI_PROJECT_PATH | before | The project's path with its groups; its letters may be upper case | group/app
CI_PROJECT_PATH_SLUG | before | CI_PROJECT_PATH fit for host names | group-app
CI_PROJECT_REPOSITORY_LANGUAGES | before | Up to five languages of the repository, with commas | python,dockerfile
CI_PROJECT_ROOT_NAMESPACE | before | The outermost group, or the user | group
CI_PROJECT_TITLE | before | The project's name as people read it | App
CI_PROJECT_TOPICS | before | The project's topics, with commas
CI_PROJECT_URL | before | Address of the project | https://gitlab.example.com/group/app
CI_PROJECT_VISIBILITY | before | internal, private or public | private
CI_REGISTRY | before | Host of the container registry, with its port where that is not the usual one | registry.example.com
CI_REGISTRY_IMAGE | before | The project's own place in the registry, all lower case | registry.example.com/group/app
CI_REGISTRY_PASSWORD | job | Password for the registry, valid while the job runs: a cluster cannot pull with it later
CI_REGISTRY_USER | job | User for the registry, valid while the job runs | gitlab-ci-token
CI_RELEASE_DESCRIPTION | create | Description of the release, in pipelines for tags
CI_REPOSITORY_URL | job | Address to clone the repository from, with a token in it
CI_RUNNER_DESCRIPTION | job | The runner's description
CI_RUNNER_EXECUTABLE_ARCH | job | System and architecture of the runner's program | linux/amd64
CI_RUNNER_ID | job | Number of the runner | 5
CI_RUNNER_REVISION | job | Revision of the runner's program
CI_RUNNER_SHORT_TOKEN | job | The start of the runner's token
CI_RUNNER_TAGS | job | The runner's tags as a JSON array | ["docker", "linux"]
CI_RUNNER_VERSION | job | Version of the runner's program | 18.5.0
CI_SERVER | job | Says that a CI job runs | yes
CI_SERVER_FQDN | before | Host of GitLab with its port, where that is not the usual one | gitlab.example.com
CI_SERVER_HOST | before | Host of GitLab | gitlab.example.com
CI_SERVER_NAME | before | What coordinates the jobs | GitLab
CI_SERVER_PORT | before | Port of GitLab | 443
CI_SERVER_PROTOCOL | before | http or https | https
CI_SERVER_REVISION | before | Revision of GitLab
CI_SERVER_SHELL_SSH_HOST | before | Host to clone from over SSH | gitlab.example.com
CI_SERVER_SHELL_SSH_PORT | before | Port to clone from over SSH | 22
CI_SERVER_TLS_CA_FILE | create | Path of the certificate authority's file, where the runner has one
CI_SERVER_TLS_CERT_FILE | create | Path of the client certificate, where the runner has one
CI_SERVER_TLS_KEY_FILE | create | Path of the client certificate's key, where the runner has one
CI_SERVER_URL | before | Address of GitLab | https://gitlab.example.com
CI_SERVER_VERSION | before | Version of GitLab | 18.5.1
CI_SERVER_VERSION_MAJOR | before | First number of GitLab's version | 18
CI_SERVER_VERSION_MINOR | before | Second number of GitLab's version | 5
CI_SERVER_VERSION_PATCH | before | Third number of GitLab's version | 1
CI_SHARED_ENVIRONMENT | create | Set where the job's environment stays after it: the executors shell and ssh | true
CI_TEMPLATE_REGISTRY_HOST | before | The registry that GitLab's own templates pull from | registry.gitlab.com
CI_TRIGGER_SHORT_TOKEN | job | The start of the trigger token, where one started the pipeline
CI_UPSTREAM_JOB_ID | before | Number of the job that started this pipeline. Unset in other pipelines
CI_UPSTREAM_PIPELINE_ID | before | Number of the pipeline that started this one. Unset in other pipelines
CI_UPSTREAM_PROJECT_ID | before | Number of the project that started this pipeline. Unset in other pipelines
CI_UPSTREAM_PROJECT_PATH | before | Path of the project that started this pipeline. Unset in other pipelines
GITLAB_CI | before | Says that a job of GitLab runs | true
GITLAB_FEATURES | before | Licensed features of the GitLab instance, with commas
GITLAB_USER_EMAIL | create | E-mail address of whoever started the pipeline, or the manual job | ada@example.com
GITLAB_USER_ID | create | Number of whoever started the pipeline, or the manual job | 7
GITLAB_USER_LOGIN | create | User name of whoever started the pipeline, or the manual job | ada
GITLAB_USER_NAME | create | Full name of whoever started the pipeline, or the manual job | Ada Lovelace
KUBECONFIG | create | Path of a kubeconfig with a context for each agent that the project may use. Unset where there is none
TRIGGER_PAYLOAD | create | Path of a file with the webhook's body. Unset unless a webhook started the pipeline
`;
